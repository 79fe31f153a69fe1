/// A file that goes with a message, or an image shown inside its HTML.
public struct Attachment: Hashable, Sendable {
  /// The file name that the reader sees, in any script, without a folder.
  public let name: String
  /// The media type, such as `image/png` or `text/calendar; method=REQUEST`.
  public let type: String
  public let content: [UInt8]
  /// What the HTML calls it: `<img src="cid:logo">` for `logo`. Nil for a file of its own.
  public let contentID: String?

  /// Throws for a name, type or content id that cannot stand in a header.
  public init(name: String, type: String, content: [UInt8], contentID: String? = nil) throws(MessageError) {
    let field = "attachments.\(name)"
    guard !name.isEmpty, name.utf8.count <= 255 else { throw MessageError("attachments", "a file name has 1 to 255 octets") }
    if let wrong = name.unicodeScalars.first(where: { $0.isControl || $0 == "/" || $0 == "\\" }) {
      throw MessageError("attachments", "the file name \(name.debugDescription) holds \(wrong.readableName)")
    }
    guard Self.isMediaType(type) else { throw MessageError(field, "\(type.debugDescription) is no media type: write one like image/png") }
    guard !type.lowercased().hasPrefix("multipart/"), !type.lowercased().hasPrefix("message/") else {
      throw MessageError(field, "\(type) cannot be attached (RFC 2046 forbids base64 for it): use application/octet-stream")
    }
    if let contentID, !Self.isContentID(contentID) {
      throw MessageError(field, "\(contentID.debugDescription) is no content id: use letters, digits, dots, hyphens and at most one @")
    }
    self.name = name
    self.type = type
    self.content = content
    self.contentID = contentID
  }

  /// RFC 2045 section 5.1: type/subtype, then `; name=value` with plain tokens.
  private static func isMediaType(_ text: String) -> Bool {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false).map { String($0).trimmingBlanks }
    return text.utf8.count <= 128
      && parts.enumerated().allSatisfy { index, part in
        let pair = part.split(separator: index == 0 ? "/" : "=", omittingEmptySubsequences: false)
        return pair.count == 2 && pair.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isToken) }
      }
  }

  /// RFC 2045 section 5.1 token.
  private static func isToken(_ byte: UInt8) -> Bool {
    EmailAddress.isAtext(byte) && byte != UInt8(ascii: "/") && byte != UInt8(ascii: "=") && byte != UInt8(ascii: "?")
      || byte == UInt8(ascii: ".")
  }

  private static func isContentID(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    return text.utf8.count <= 200 && parts.count <= 2
      && parts.allSatisfy { part in Array(part).withUnsafeBufferPointer { EmailAddress.isDotAtom($0) } }
  }
}
