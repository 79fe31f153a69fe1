/// A stretch of a mail after its header: the same for everybody, or rendered for each.
enum Piece: Sendable {
  case bytes([UInt8])
  case text(Template)

  /// The parts of a mail, from the fields that say what it is made of.
  ///
  /// `boundary` is the start of all boundaries. It begins with `=_`, which neither quoted-printable nor base64 can write; text that is
  /// sent as it is has no line that begins so. Thus no content is taken for a boundary.
  static func pieces(of part: Part, boundary: String) -> [Piece] {
    var writer = Writer(boundary: boundary)
    writer.write(part, level: 1)
    writer.flush()
    return writer.pieces
  }

  private struct Writer {
    let boundary: String
    var pieces: [Piece] = []
    var bytes: [UInt8] = []

    mutating func write(_ part: Part, level: Int) {
      switch part {
      case .text(let template):
        if let literal = template.literal { return bytes.appendTextPart(literal, format: template.format) }
        flush()
        pieces.append(.text(template))
      case .file(let attachment):
        bytes.appendPart(attachment)
      case .multipart(let subtype, let parts):
        let boundary = "\(boundary)_\(level)"
        bytes += "Content-Type: multipart/\(subtype);\r\n boundary=\"\(boundary)\"\r\n".utf8
        for part in parts {
          bytes += "\r\n--\(boundary)\r\n".utf8
          write(part, level: level + 1)
        }
        bytes += "\r\n--\(boundary)--\r\n".utf8
      }
    }

    mutating func flush() {
      if !bytes.isEmpty { pieces.append(.bytes(bytes)) }
      bytes = []
    }
  }
}
