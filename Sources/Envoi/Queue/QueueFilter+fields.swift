internal import Foundation
internal import MessageFormat
internal import Postgres

/// A filter by the names of its fields: `status=error&status=sent&site=example.org&since=2h`. What the API, the admin and the commands are
/// given comes in here.
extension QueueFilter {
  public static let fieldNames: Set<String> = [
    "status", "reason", "site", "recipient", "channel", "message", "newsletter", "since", "until", "reference", "tag",
  ]

  /// Times are ISO 8601, in UTC where they have no zone, or spans like `2h` ago. Where a plus must be, a blank will do: in a query it is one.
  ///
  /// - Parameter sites: those that may be named: another one is unknown.
  /// - Throws: ``InvalidInput`` naming the field. An empty value is refused, for it would ask for more than was meant.
  public init(fields: [(String, String)], sites: [Site] = []) throws(InvalidInput) {
    self.init()
    var seen: Set<String> = []
    for (name, value) in fields {
      guard seen.insert(name).inserted || name == "status" else { throw InvalidInput(name, "must be there once", value) }
      guard !value.isEmpty, !value.utf8.contains(0) else { throw InvalidInput(name, "must not be empty, nor contain the character NUL") }
      switch name {
      case "status":
        let status = try Self.word(QueueStatus.self, name, value)
        if !statuses.contains(status) { statuses.append(status) }
      case "reason": reason = try Self.word(Reason.self, name, value)
      case "channel": channel = try Self.word(Channel.self, name, value)
      case "site":
        guard let domain = try? Sites.domain(value), let found = sites.first(where: { $0.domain == domain }) else {
          throw InvalidInput(name, "is not known", value)
        }
        site = found.id
      case "recipient": recipient = try Recipient(text: value.replacing(/^[ ](?=[0-9])/) { _ in "+" }, field: name)
      case "message": message = try Int(value, field: name)
      case "newsletter": newsletter = try Int(value, field: name)
      case "since": since = try Self.time(name, value)
      case "until": until = try Self.time(name, value)
      case "reference": reference = value
      case "tag": tag = value
      default: throw InvalidInput(name, "is unknown; known are \(Self.fieldNames.sorted().joined(separator: ", "))")
      }
    }
  }

  /// The fields of a JSON object, where ids are numbers, and a status may be a list.
  public static func fields(of object: JSONFields) throws(InvalidInput) -> [(String, String)] {
    var fields: [(String, String)] = []
    for name in object.names.intersection(fieldNames).sorted() {
      switch name {
      case "message", "newsletter": fields.append((name, "\(try object.integer(name, in: 0 ... .max) ?? 0)"))
      case "status" where object.any(name) is [Any]:
        for (index, status) in try object.list(name).enumerated() {
          guard let text = status as? String else { throw InvalidInput("status[\(index)]", "must be a string", "\(status)") }
          fields.append((name, text))
        }
      default: fields.append((name, try object.string(name) ?? ""))
      }
    }
    return fields
  }

  /// The fields that give this filter again, but for ids, the sites that may be seen and the highest id.
  public func fields(sites: [Site]) -> [(String, String)] {
    let fields: [(String, String?)] =
      statuses.map { ("status", $0.rawValue) } + [
        ("reason", reason?.rawValue), ("site", sites.first { $0.id == site }?.domain), ("recipient", recipient?.description),
        ("channel", channel?.rawValue), ("message", message?.description), ("newsletter", newsletter?.description),
        ("since", since?.description), ("until", until?.description), ("reference", reference), ("tag", tag),
      ]
    return fields.compactMap { name, value in value.map { (name, $0) } }
  }

  private static func word<Word: RawRepresentable<String> & CaseIterable>(
    _ type: Word.Type, _ name: String, _ value: String
  ) throws(InvalidInput) -> Word {
    guard let word = Word(rawValue: value) else {
      throw InvalidInput(name, "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))", value)
    }
    return word
  }

  private static func time(_ name: String, _ value: String) throws(InvalidInput) -> Timestamp {
    if let seconds = try? DurationText.seconds(value, field: name) { return .now - Double(seconds) }
    let text = value.replacing(/^([0-9\-]{10})[ ]/) { "\($0.1)T" }.replacing(" ", with: "+")
    // 2026-11-21T09:30, and with its seconds.
    let whole = text.utf8.count == 16 ? text + ":00Z" : text.utf8.count == 19 ? text + "Z" : text
    guard let time = try? Timestamp(iso8601: whole, field: name) else {
      throw InvalidInput(name, "must be a time like 2026-11-21T09:30 (UTC) or 2026-11-21T09:30:00+01:00, or a span like 2h or 7d", value)
    }
    return time
  }
}

extension Int {
  /// A whole number in digits.
  public init(_ text: String, field: String, in range: ClosedRange<Int> = 0 ... .max) throws(InvalidInput) {
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(text), range.contains(number)
    else {
      throw InvalidInput(field, "must be a whole number from \(range.lowerBound) to \(range.upperBound)", text)
    }
    self = number
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
