internal import Foundation
internal import MessageFormat
internal import Postgres

/// The messages of the rows that are being sent, parsed once each.
struct Letters {
  /// Bytes taken in at once: a hundred rows are claimed, a hundred large attachments must not be in memory.
  private static let intake = 32 << 20
  /// Bytes kept for the next batch. What is kept costs several times that when it is parsed.
  private static let keep = 4 << 20

  let site: Site
  let channel: Channel
  let installation: String
  private let sealed: SealedVariables?
  private var cache: [Int: (letter: Letter, size: Int)] = [:]

  /// - Parameter sealed: for letters that are to be sent; nil for those to be looked at.
  init(site: Site, channel: Channel, installation: String, opening sealed: SealedVariables? = nil) {
    self.site = site
    self.channel = channel
    self.installation = installation
    self.sealed = sealed
  }

  /// Nil where it was not loaded, or there was no room for it.
  subscript(message: Int) -> Letter? { cache[message]?.letter }

  /// The rows whose message was loaded, ready to go.
  func parcels(of rows: [ClaimedRow], under lease: Lease) -> [Parcel] {
    let now = ContinuousClock.now
    return rows.compactMap { row in
      self[row.messageID].map { Parcel(row: row, lease: lease, letter: $0, expires: now + .seconds(max(-1, min(row.expiresIn, 1e9)))) }
    }
  }

  /// Loads these messages: the first, and as many of the others as there is room for, in this order. A message that is gone or broken gives
  /// a letter that says so when it is composed.
  mutating func load(_ ids: [Int], on connection: Connection) async throws {
    guard channel != .webhook else {
      for id in ids where cache[id] == nil {
        cache[id] = (Letter(.success(.none), domain: site.domain, installation: installation), 0)
      }
      return
    }
    var wanted: Set<Int> = []
    let missing = ids.filter { wanted.insert($0).inserted && cache[$0] == nil }
    guard !missing.isEmpty else { return }
    if cache.values.reduce(0, { $0 + $1.size }) > Self.keep { cache = cache.filter { wanted.contains($0.key) } }
    for stored in try await StoredMessage.load(missing, bytes: Self.intake, on: connection) {
      let content = Result { () throws -> Letter.Content in
        guard let message = stored.message else { throw InvalidInput("message", "is gone", "\(stored.id)") }
        guard channel == .email else {
          return .text(try TextMessage(text: message.text ?? "", isTemplate: message.isTemplate), sender: message.sender)
        }
        return .mail(try message.parsed(sender: site.sender))
      }
      cache[stored.id] = (Letter(content, domain: site.domain, installation: installation, opening: sealed), stored.size)
    }
  }
}
