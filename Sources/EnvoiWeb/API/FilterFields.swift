internal import Envoi
internal import MessageFormat
internal import Postgres

/// Which rows of a site a request is about: what the query has, or the body.
struct FilterFields {
  static let names: Set = [
    "status", "reason", "recipient", "channel", "message", "newsletter", "since", "until", "reference", "tag",
  ]

  private(set) var filter = QueueFilter()
  /// Whether it says anything: rows are not changed by an oversight.
  private(set) var saysSomething = false

  init(site: Int32) { filter.site = site }

  /// - Throws: ``InvalidInput`` naming the field.
  mutating func set(_ name: String, _ text: String) throws {
    saysSomething = true
    switch name {
    case "status": filter.statuses.append(try Self.word(name, text))
    case "reason": filter.reason = try Self.word(name, text)
    case "channel": filter.channel = try Self.word(name, text)
    case "message": filter.message = try Self.number(name, text)
    case "newsletter": filter.newsletter = try Self.number(name, text)
    case "reference": filter.reference = text
    case "tag": filter.tag = text
    case "recipient": filter.recipient = try Self.recipient(text)
    // In a query a plus is a blank.
    case "since": filter.since = try Timestamp(iso8601: text.replacing(" ", with: "+"), field: name)
    case "until": filter.until = try Timestamp(iso8601: text.replacing(" ", with: "+"), field: name)
    default: throw InvalidInput(name, "is unknown")
    }
  }

  /// - Parameter fields: a JSON object; a status may be a list.
  init(_ fields: JSONFields, site: Int32) throws {
    self.init(site: site)
    for name in fields.names.intersection(Self.names).sorted() {
      switch name {
      case "message", "newsletter": try set(name, "\(fields.integer(name, in: 0 ... .max) ?? 0)")
      case "status" where fields.any(name) is [Any]:
        for (index, status) in try fields.list(name).enumerated() {
          guard let text = status as? String else { throw InvalidInput("status[\(index)]", "must be a string", "\(status)") }
          try set(name, text)
        }
      default: try set(name, try fields.string(name) ?? "")
      }
    }
  }

  private static func word<Word: RawRepresentable & CaseIterable>(_ name: String, _ text: String) throws -> Word
  where Word.RawValue == String {
    guard let word = Word(rawValue: text) else {
      throw InvalidInput(name, "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))", text)
    }
    return word
  }

  static func number(_ name: String, _ text: String, in range: ClosedRange<Int> = 0 ... .max) throws -> Int {
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(text), range.contains(number)
    else {
      throw InvalidInput(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)", text)
    }
    return number
  }

  private static func recipient(_ text: String) throws -> Recipient {
    // In a query a plus is a blank.
    let text = text.hasPrefix(" ") ? "+\(text.dropFirst())" : text
    guard !text.isEmpty else { throw InvalidInput("recipient", "must be an address, a number or the name of a chat", text) }
    do {
      if text.contains("@") { return .email(try Mailbox(text).address) }
      return text.hasPrefix("+") ? .phone(try PhoneNumber(text)) : .chat(text)
    } catch { throw InvalidInput("recipient", "\(error)", text) }
  }
}
