internal import Foundation
internal import MessageFormat
internal import Postgres

/// A filter as an address has it: `status=error&status=sent&site=example.org&since=2h`.
extension QueueFilter {
  /// What the items of a query are called that say which rows. Others are not the filter's.
  public static let queryNames: Set<String> = [
    "status", "reason", "site", "recipient", "channel", "message", "newsletter", "since", "until", "reference", "tag",
  ]

  /// Items without a value, as an empty field of a form gives them, say nothing. Times are ISO 8601, spans like `2h` ago, or
  /// `2026-11-21T09:30` in UTC.
  ///
  /// - Parameter sites: those that may be seen: another one is unknown.
  public init(query: [(String, String)], sites: [Site]) throws(InvalidInput) {
    self.init()
    var seen: Set<String> = []
    for (name, value) in query where !value.isEmpty && Self.queryNames.contains(name) {
      guard seen.insert(name).inserted || name == "status" else { throw InvalidInput(name, "must be there once", value) }
      guard !value.utf8.contains(0) else { throw InvalidInput(name, "must not contain the character NUL") }
      switch name {
      case "status":
        let status = try Self.word(QueueStatus.self, name, value)
        if !statuses.contains(status) { statuses.append(status) }
      case "reason": reason = try Self.word(Reason.self, name, value)
      case "channel": channel = try Self.word(Channel.self, name, value)
      case "site":
        guard let found = sites.first(where: { $0.domain == value.lowercased() }) else { throw InvalidInput(name, "is not known", value) }
        site = found.id
      case "recipient": recipient = try Recipient(text: value, field: name)
      case "message": message = try Self.number(name, value)
      case "newsletter": newsletter = try Self.number(name, value)
      case "since": since = try Self.time(name, value)
      case "until": until = try Self.time(name, value)
      case "reference": reference = value
      default: tag = value
      }
    }
  }

  /// The items that give this filter again, but for ids, the sites that may be seen and the highest id.
  public func query(sites: [Site]) -> [(String, String)] {
    let items: [(String, String?)] =
      statuses.map { ("status", $0.rawValue) } + [
        ("reason", reason?.rawValue), ("site", sites.first { $0.id == site }?.domain), ("recipient", recipient?.description),
        ("channel", channel?.rawValue), ("message", message?.description), ("newsletter", newsletter?.description),
        ("since", since?.description), ("until", until?.description), ("reference", reference), ("tag", tag),
      ]
    return items.compactMap { name, value in value.map { (name, $0) } }
  }

  private static func word<Word: RawRepresentable<String> & CaseIterable>(
    _ type: Word.Type, _ name: String, _ value: String
  ) throws(InvalidInput) -> Word {
    guard let word = Word(rawValue: value) else {
      throw InvalidInput(name, "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))", value)
    }
    return word
  }

  private static func number(_ name: String, _ value: String) throws(InvalidInput) -> Int {
    guard let number = Int(value), number >= 0 else { throw InvalidInput(name, "must be a whole number", value) }
    return number
  }

  private static func time(_ name: String, _ value: String) throws(InvalidInput) -> Timestamp {
    if let seconds = try? DurationText.seconds(value, field: name) { return .now - Double(seconds) }
    // 2026-11-21T09:30, and with its seconds.
    if value.utf8.count == 16 { return try Timestamp(iso8601: value + ":00Z", field: name) }
    return try Timestamp(iso8601: value.utf8.count == 19 ? value + "Z" : value, field: name)
  }
}

extension Recipient {
  /// An address, a number with its `+`, or else the name of a chat.
  public init(text: String, field: String) throws(InvalidInput) {
    do {
      if text.contains("@") {
        self = .email(try Mailbox(text).address)
      } else {
        self = text.hasPrefix("+") ? .phone(try PhoneNumber(text)) : .chat(text)
      }
    } catch { throw InvalidInput(field, "\(error)", text) }
  }
}
