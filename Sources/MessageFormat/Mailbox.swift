/// An address with, perhaps, the name of who reads or writes there: `News <news@example.org>`.
public struct Mailbox: Hashable, Sendable, CustomStringConvertible {
  /// Any characters but controls, without blanks around it; nil rather than empty. At most 998 octets.
  public let name: String?
  public let address: EmailAddress

  /// Throws when the name holds a control character or is too long.
  public init(name: String?, address: EmailAddress) throws(AddressError) {
    let name = name?.trimmingBlanks ?? ""
    if let control = name.unicodeScalars.first(where: \.isControl) { throw AddressError(.character(control.readableName), name) }
    guard name.utf8.count <= longestHeaderText else { throw AddressError(.nameTooLong, name) }
    self.name = name.isEmpty ? nil : name
    self.address = address
  }

  /// Parses `a@example.org`, `<a@example.org>`, `Ann Doe <a@example.org>` or `"Doe, Ann" <a@example.org>`.
  ///
  /// A name without quotes may hold anything but `" < > , ;`: more than RFC 5322 grants, and never two mailboxes in one.
  public init(_ text: String) throws(AddressError) {
    let trimmed = text.trimmingBlanks
    let parts: (name: String?, address: String)
    do { parts = try Self.split(trimmed) } catch { throw AddressError(error, text) }
    try self.init(name: parts.name, address: EmailAddress(parts.address))
  }

  private static func split(_ text: String) throws(AddressError.Rule) -> (name: String?, address: String) {
    let name: String
    var rest: Substring
    if text.utf8.first == UInt8(ascii: "\"") {
      (name, rest) = try EmailAddress.unquote(text.dropFirst())
      if rest.utf8.first == UInt8(ascii: "@") { return (nil, text) }
      rest = rest.drop { $0 == " " }
    } else {
      guard let angle = text.utf8.firstIndex(of: UInt8(ascii: "<")) else { return (nil, text) }
      (name, rest) = (String(text[..<angle]), text[angle...])
      if let special = name.unicodeScalars.first(where: mustBeQuoted) { throw .character(special.readableName) }
    }
    guard let end = rest.utf8.lastIndex(of: UInt8(ascii: ">")) else { throw .unclosedAngle }
    guard rest.utf8.first == UInt8(ascii: "<"), rest.utf8.index(after: end) == rest.endIndex else { throw .afterAngle }
    return (name, String(rest.utf8.dropFirst().dropLast()) ?? "")
  }

  private static func mustBeQuoted(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\"", "<", ">", ",", ";", "\\": true
    default: false
    }
  }

  /// The form that `init(_:)` reads.
  public var description: String {
    guard let name else { return address.description }
    return name.unicodeScalars.contains(where: Self.mustBeQuoted) ? "\(name.quoted) <\(address)>" : "\(name) <\(address)>"
  }
}
