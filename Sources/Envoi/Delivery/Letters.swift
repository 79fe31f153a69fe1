internal import Foundation
internal import MessageFormat
internal import Postgres

/// The messages of the rows that are being sent, parsed once each.
struct Letters {
  /// More than a batch has, so that one message to a million is parsed once and a million messages to one each do not pile up.
  private static let capacity = 2000

  let site: Site
  let installation: String
  private var cache: [Int: Letter] = [:]

  init(site: Site, installation: String) {
    self.site = site
    self.installation = installation
  }

  /// The letters of these messages by message id. A message that is gone or broken gives a letter that says so when it is composed.
  mutating func load(_ ids: Set<Int>, on connection: Connection) async throws -> [Int: Letter] {
    let missing = ids.filter { cache[$0] == nil }
    if cache.count + missing.count > Self.capacity { cache = cache.filter { ids.contains($0.key) } }
    if !missing.isEmpty {
      let stored = try await StoredMessage.load(Array(missing), on: connection)
      for id in missing {
        let content = Result { () throws -> Message in
          guard let message = stored[id] else { throw InvalidInput("message", "is gone", "\(id)") }
          return try message.parsed(sender: site.sender)
        }
        cache[id] = Letter(content, domain: site.domain, installation: installation)
      }
    }
    return cache
  }
}
