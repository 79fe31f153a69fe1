/// What is said, once, to any number of recipients: templates are parsed, and whatever is the same for everybody is encoded, when it is made.
public struct Message: Sendable {
  /// Names of the variables that every recipient must have: `name`, `variables.city`. A section on a variable (`{{#variables.city}}`,
  /// `{{^variables.city}}`) makes it optional.
  public var requiredVariables: Set<String> { Set(required.map(\.description)) }

  let required: [VariableName]
  let subject: Template
  let text: Template?
  let html: Template?
  /// From and Reply-To.
  let senderFields: [UInt8]
  /// The rest of the header that is the same for everybody.
  let otherFields: [UInt8]
  let pieces: [Piece]
  /// A sender's address needs SMTPUTF8.
  let isInternational: Bool

  /// Takes what an author writes. Subject, text and HTML are mustache templates; text or HTML or both are there.
  ///
  /// - Parameters:
  ///   - headers: fields besides those that Envoi writes, each name once. One named Auto-Submitted takes the place of `auto-generated`.
  ///   - attachments: files, and images for the HTML, which have a content id.
  ///   - isTemplate: false where subject, text and HTML are meant literally, whatever looks like a tag in them.
  public init(
    from: Mailbox, replyTo: Mailbox? = nil, subject: String, text: String? = nil, html: String? = nil, headers: [HeaderField] = [],
    attachments: [Attachment] = [], isTemplate: Bool = true
  ) throws(MessageError) {
    guard text != nil || html != nil else { throw MessageError("text", "missing, and html too: a message has one of them or both") }
    try Self.checkRepetitions(headers, attachments)
    func template(_ text: String, _ field: String, _ format: Template.Format) throws(MessageError) -> Template {
      isTemplate ? try Template(text, field: field, format: format) : Template(literal: text, format: format)
    }
    self.subject = try template(subject, "subject", .plain)
    self.text = try text.map { text throws(MessageError) in try template(text, "text", .plain) }
    self.html = try html.map { html throws(MessageError) in try template(html, "html", .html) }
    if let literal = self.subject.literal { try Self.check(subject: literal) }
    required = [self.subject, self.text, self.html].reduce(into: Set()) { $0.formUnion($1?.required ?? []) }.sorted()
    isInternational = from.address.isInternational || replyTo?.address.isInternational == true

    var fields: [UInt8] = []
    fields.appendField("From", mailbox: from)
    if let replyTo { fields.appendField("Reply-To", mailbox: replyTo) }
    senderFields = fields
    fields = Array("MIME-Version: 1.0\r\n".utf8)
    if !headers.contains(where: { $0.name.lowercased() == "auto-submitted" }) { fields += "Auto-Submitted: auto-generated\r\n".utf8 }
    for header in headers { fields.appendField(header) }
    otherFields = fields
    // The same in every mail of this message, so that every attempt composes the same octets.
    let boundary = "=_" + String(Self.hash([subject, text ?? "", html ?? ""]), radix: 36)
    pieces = Piece.pieces(of: Part(text: self.text, html: self.html, attachments: attachments), boundary: boundary)
  }

  private static func checkRepetitions(_ headers: [HeaderField], _ attachments: [Attachment]) throws(MessageError) {
    var names: Set<String> = []
    for header in headers where !names.insert(header.name.lowercased()).inserted {
      throw MessageError("headers.\(header.name)", "is there twice")
    }
    var ids: Set<String> = []
    for attachment in attachments {
      guard let id = attachment.contentID, !ids.insert(id).inserted else { continue }
      throw MessageError("attachments.\(attachment.name)", "has the content id of another attachment, \(id)")
    }
  }

  /// FNV-1a, eight octets at a time: the same in every process, unlike Swift's own hashes.
  private static func hash(_ texts: [String]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for var text in texts {
      text.withUTF8 { text in
        let bytes = UnsafeRawBufferPointer(text)
        for offset in stride(from: 0, to: bytes.count - 7, by: 8) {
          hash = (hash ^ UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))) &* 0x100_0000_01b3
          hash ^= hash >> 29
        }
        for byte in bytes[(bytes.count & ~7)...] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ UInt64(bytes.count)) &* 0x100_0000_01b3
      }
    }
    return hash
  }
}
