internal import Foundation
internal import MessageFormat

/// What the columns of a file of recipients are.
struct RecipientColumns {
  let separator: UInt8
  private let count: Int
  private let address: Int
  private let name: Int?
  /// Index and `"name":` as JSON.
  private let variables: [(index: Int, key: [UInt8])]

  /// - Parameter fields: the first record: `address`, `email` or `number`, optionally `name`, and the names of variables.
  init(_ fields: [String], separator: UInt8, requiredBy submission: Submission) throws(InvalidInput) {
    var fields = fields
    // Spreadsheets begin a UTF-8 file with a byte order mark.
    if let first = fields.first, first.hasPrefix("\u{FEFF}") { fields[0] = String(first.dropFirst()) }
    let names = fields.map { $0.trimmingCharacters(in: .whitespaces) }
    guard let address = names.firstIndex(where: { ["address", "email", "number"].contains($0.lowercased()) }) else {
      throw InvalidInput("recipients", "must begin with a line of column names, one of them address", names.joined(separator: ","))
    }
    let name = names.firstIndex { $0.lowercased() == "name" }
    var seen: Set<String> = []
    for text in names where !text.isEmpty {
      let column =
        ["address": "address", "email": "address", "number": "address", "name": "name"][text.lowercased()] ?? "variables.\(text)"
      guard seen.insert(column).inserted else { throw InvalidInput("recipients", "must name each column once", text) }
    }
    variables = names.indices.filter { $0 != address && $0 != name && !names[$0].isEmpty }
      .map { index in
        var key: [UInt8] = []
        JSONText.write(names[index], into: &key)
        return (index, key + [UInt8(ascii: ":")])
      }
    // A column is one string: `variables.a.b` wants an object.
    let missing = submission.content.requiredVariables.filter { !seen.contains($0) || $0.split(separator: ".").count > 2 }
    guard missing.isEmpty else {
      throw InvalidInput(
        "recipients", "must have a column for each variable of the message; missing: \(missing.sorted().joined(separator: ", "))")
    }
    (self.address, self.name, self.separator, count) = (address, name, separator, names.count)
  }

  /// The one of comma, semicolon and tab that the first line has most of.
  static func separator(of bytes: UnsafeBufferPointer<UInt8>) -> UInt8 {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    return [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")].max { one, other in
      line.count { $0 == one } < line.count { $0 == other }
    } ?? UInt8(ascii: ",")
  }

  func addressee(_ fields: [String], of submission: Submission, door: Door) throws(InvalidInput) -> Addressee {
    guard fields.count == count else { throw InvalidInput("columns", "must be \(count) as in the first line", "\(fields.count)") }
    let recipient = try door.recipient(fields[address], submission.channel, path: "address")
    var name: String?
    if let index = self.name, !fields[index].isEmpty {
      name = fields[index]
      try recipient.check(name: fields[index], path: "name")
    }
    var json: [UInt8] = []
    var hasControls = false
    if !variables.isEmpty {
      json.append(UInt8(ascii: "{"))
      for (index, key) in variables {
        if json.count > 1 { json.append(UInt8(ascii: ",")) }
        json += key
        JSONText.write(fields[index], into: &json)
        hasControls = hasControls || fields[index].utf8.contains { $0 < 0x20 }
      }
      json.append(UInt8(ascii: "}"))
    }
    let addressee = Addressee(recipient: recipient, name: name, variables: json.isEmpty ? nil : String(decoding: json, as: UTF8.self))
    // Every column that is needed is there. What a value could still break is looked at only where it might: a name that is empty, a
    // control character or great length in the subject; an SMS may become too long, or go to a landline.
    if submission.channel == .sms || hasControls || json.count > 500
      || (name == nil && submission.content.requiredVariables.contains("name"))
    {
      guard !fields.contains(where: { $0.utf8.contains(0) }) else { throw InvalidInput("columns", "must not contain the character NUL") }
      try submission.check(addressee, path: "")
    }
    return addressee
  }
}
