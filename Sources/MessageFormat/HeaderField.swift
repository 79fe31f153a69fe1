/// A header field that the author adds to those that Envoi writes.
public struct HeaderField: Hashable, Sendable {
  public let name: String
  /// One line without controls and without blanks around it. ASCII is sent as it is, anything else in encoded words (RFC 2047).
  public let value: String

  /// Throws for names and values that RFC 5322 section 2.2 does not allow, and for fields that are not the author's to write.
  public init(name: String, value: String) throws(MessageError) {
    guard !name.isEmpty, name.utf8.allSatisfy({ 0x21...0x7e ~= $0 && $0 != UInt8(ascii: ":") }) else {
      throw MessageError("headers", "\(name.debugDescription) is no header name: use letters, digits and hyphens")
    }
    let field = "headers.\(name)"
    guard name.utf8.count <= 64 else { throw MessageError(field, "is longer than 64 characters") }
    if let reason = Self.reasonToRefuse(name.lowercased()) { throw MessageError(field, "is refused because \(reason)") }
    let value = value.trimmingBlanks
    guard !value.isEmpty else { throw MessageError(field, "is empty") }
    if let control = value.unicodeScalars.first(where: \.isControl) {
      throw MessageError(field, "holds \(control.readableName), a control character")
    }
    guard value.utf8.count <= Self.longestValue else { throw MessageError(field, "is longer than \(Self.longestValue) octets") }
    // A line can end before the blanks that come before a word.
    guard value.utf8.split(separator: UInt8(ascii: " ")).allSatisfy({ $0.count <= 900 }), !value.contains(String(repeating: " ", count: 30))
    else {
      throw MessageError(field, "has more than 900 octets without a space, or 30 spaces in a row, so it cannot be folded into lines")
    }
    self.name = name
    self.value = value
  }

  /// There is no limit in RFC 5322, but receivers have theirs for a whole header.
  private static let longestValue = 8192

  private static func reasonToRefuse(_ name: String) -> String? {
    switch name {
    case "from", "to", "subject", "reply-to": "it has an argument of its own"
    case "cc", "bcc": "each recipient gets a mail of their own: name them all as recipients"
    case "date", "message-id": "Envoi gives each mail its own"
    case "mime-version": "Envoi builds the parts of the mail"
    case "return-path", "received", "delivered-to", "status", "x-status": "only the server that receives the mail writes it"
    case _ where name.hasPrefix("content-"): "Envoi builds the parts of the mail"
    case _ where name.hasPrefix("resent-"): "only who forwards a mail writes it"
    default: nil
    }
  }
}
