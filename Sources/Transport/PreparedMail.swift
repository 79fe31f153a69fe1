/// A mail that was composed and checked: its bytes can stand between DATA and the dot.
final class PreparedMail<Mail> {
  let mail: Mail
  let envelope: Envelope
  let traits: ContentTraits
  /// Bytes before dot-stuffing, as SIZE wants them (RFC 1870 3).
  let size: Int
  /// Dot-stuffed, ends with CRLF.
  var content: [UInt8]

  init(_ mail: Mail, _ envelope: Envelope, _ traits: ContentTraits, size: Int, content: consuming [UInt8]) {
    self.mail = mail
    self.envelope = envelope
    self.traits = traits
    self.size = size
    self.content = content
  }

  /// Why a relay that offers these capabilities must not get it.
  func defect(for relay: Capabilities) -> Outcome? {
    if let limit = relay.sizeLimit, size > limit {
      return .unsendable(EnhancedStatus(5, 3, 4), "the mail has \(size) bytes, the relay takes \(limit)")
    }
    if !relay.smtpUTF8, traits.needsSMTPUTF8 || !envelope.isASCII {
      return .unsendable(EnhancedStatus(5, 6, 7), "non-ASCII addresses or headers, and the relay does not offer SMTPUTF8")
    }
    if !relay.eightBitMIME, traits.is8bit {
      return .unsendable(EnhancedStatus(5, 6, 3), "an 8-bit body, and the relay does not offer 8BITMIME")
    }
    return nil
  }

  /// Appends the line of one command.
  func append(_ verb: Verb, to buffer: inout [UInt8], relay: Capabilities) {
    switch verb {
    case .mail:
      buffer.append(contentsOf: "MAIL FROM:<".utf8)
      buffer.append(contentsOf: envelope.sender.utf8)
      buffer.append(UInt8(ascii: ">"))
      if relay.size { buffer.append(contentsOf: " SIZE=\(size)".utf8) }
      if traits.is8bit { buffer.append(contentsOf: " BODY=8BITMIME".utf8) }
      if traits.needsSMTPUTF8 || !envelope.isASCII { buffer.append(contentsOf: " SMTPUTF8".utf8) }
    case .recipient:
      buffer.append(contentsOf: "RCPT TO:<".utf8)
      buffer.append(contentsOf: envelope.recipient.utf8)
      buffer.append(UInt8(ascii: ">"))
    case .reset, .data, .dot: buffer.append(contentsOf: verb.rawValue.utf8)
    }
    buffer.append(contentsOf: "\r\n".utf8)
  }
}
