public import struct Foundation.Date

extension Message {
  /// What a composed mail asks of the server.
  public struct Traits: Hashable, Sendable {
    /// An address in the header is beyond ASCII (RFC 6531).
    public let needsSMTPUTF8: Bool
    /// Octets beyond ASCII: in the header, for bodies are always encoded.
    public var is8bit: Bool { needsSMTPUTF8 }
  }

  /// Appends the whole mail for one recipient (RFC 5322): lines end in CR LF and have at most 998 octets. Nothing is appended when it throws.
  ///
  /// The same arguments give the same octets.
  /// - Parameters:
  ///   - variables: the text of a JSON object, for the templates.
  ///   - messageID: with its angle brackets, as RFC 5322 section 3.6.4 writes it.
  ///   - extraHeaders: fields for this recipient alone, none of which the message has.
  public func compose(
    to recipient: Mailbox, variables: String? = nil, messageID: String, date: Date, extraHeaders: [HeaderField] = [],
    into buffer: inout [UInt8]
  ) throws(MessageError) -> Traits {
    try Self.check(messageID: messageID)
    let values = try values(name: recipient.name, variables: variables)
    let subject = try renderedSubject(values)
    buffer += "Date: ".utf8
    buffer.appendDate(date)
    buffer.appendLineEnd()
    buffer += senderFields
    buffer.appendField("To", mailbox: recipient)
    buffer.appendField("Subject", text: subject)
    buffer += "Message-ID: ".utf8
    buffer += messageID.utf8
    buffer.appendLineEnd()
    for field in extraHeaders { buffer.appendField(field) }
    buffer += otherFields
    for piece in pieces {
      switch piece {
      case .bytes(let bytes): buffer += bytes
      case .text(let template): buffer.appendTextPart(template.render(values), format: template.format)
      }
    }
    return Traits(needsSMTPUTF8: isInternational || recipient.address.isInternational)
  }

  /// `<left@right>`, both dot-atoms (RFC 5322 section 3.6.4).
  private static func check(messageID: String) throws(MessageError) {
    var id = messageID
    let isValid = id.withUTF8 { id in
      guard id.count <= 250, id.first == UInt8(ascii: "<"), id.last == UInt8(ascii: ">"), let at = id.firstIndex(of: UInt8(ascii: "@"))
      else { return false }
      return EmailAddress.isDotAtom(UnsafeBufferPointer(rebasing: id[1..<at]))
        && EmailAddress.isDotAtom(UnsafeBufferPointer(rebasing: id[(at + 1)..<(id.count - 1)]))
    }
    guard isValid else { throw MessageError("messageID", "\(messageID.debugDescription) is not of the form <left@right>") }
  }
}
