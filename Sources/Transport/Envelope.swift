/// The envelope of one mail to one recipient.
public struct Envelope: Sendable, Equatable {
  /// Where bounces go; empty for the null sender `<>`.
  public let sender: String
  public let recipient: String

  public init(sender: String, recipient: String) {
    self.sender = sender
    self.recipient = recipient
  }

  var isASCII: Bool { sender.utf8.allSatisfy { $0 < 0x80 } && recipient.utf8.allSatisfy { $0 < 0x80 } }

  /// Why this cannot stand in a command: the last line of defence against commands that ride in an address.
  var defect: Outcome? {
    if let defect = Self.defect(of: sender) { return .unsendable(EnhancedStatus(5, 1, 7), "sender \(quoted: sender): \(defect)") }
    if recipient.isEmpty { return .unsendable(EnhancedStatus(5, 1, 3), "recipient: empty") }
    if let defect = Self.defect(of: recipient) { return .unsendable(EnhancedStatus(5, 1, 3), "recipient \(quoted: recipient): \(defect)") }
    return nil
  }

  /// No control characters at all; blanks and angle brackets only within quotes (RFC 5321 4.1.2).
  private static func defect(of address: String) -> String? {
    // A path has at most 256 bytes with its brackets (RFC 5321 4.5.3.1.3).
    guard address.utf8.count <= 254 else { return "longer than 254 bytes" }
    var isQuoted = false
    var isEscaped = false
    for byte in address.utf8 {
      switch byte {
      case 0..<0x20, 0x7F: return "a control character"
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\") where isQuoted: isEscaped = true
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: " "), UInt8(ascii: "<"), UInt8(ascii: ">"):
        guard isQuoted else { return "'\(UnicodeScalar(byte))' outside quotes" }
      default: break
      }
    }
    return isQuoted ? "a quote that does not end" : nil
  }
}

extension DefaultStringInterpolation {
  /// An address as it can be shown: quoted, control characters escaped, cut at 80 characters.
  mutating func appendInterpolation(quoted text: String) { appendLiteral(String(text.prefix(80)).debugDescription) }
}
