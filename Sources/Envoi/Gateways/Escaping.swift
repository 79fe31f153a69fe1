/// How a text is written where it stands, so that it can be nothing but a text there.
enum Escaping: Sendable {
  /// As it is: the author's own text in a URL or in XML.
  case raw
  /// RFC 3986 2.1: all but letters, digits and `-._~`. Right in a path, a query and a form.
  case percent(Charset)
  /// Within the quotes of a JSON string (RFC 8259 7).
  case json
  /// XML 1.0, for an element and an attribute alike.
  case xml
  /// One line (RFC 9110 5.5).
  case header

  /// The charset of a query and a form; JSON and XML are UTF-8.
  enum Charset: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case latin1 = "iso-8859-1"
  }

  func escaped(_ text: String, field: String, isSecret: Bool = false) throws(InvalidInput) -> [UInt8] {
    var bytes: [UInt8] = []
    try write(text, into: &bytes, field: field, isSecret: isSecret)
    return bytes
  }

  /// - Parameter field: what the text is, for the error where it cannot be written.
  func write(_ text: String, into bytes: inout [UInt8], field: String, isSecret: Bool = false) throws(InvalidInput) {
    func refused(_ rule: String) -> InvalidInput { InvalidInput(field, rule, isSecret ? nil : text) }
    switch self {
    case .raw: bytes += text.utf8
    case .percent(.utf8):
      for byte in text.utf8 { Self.percent(byte, into: &bytes) }
    case .percent(.latin1):
      for scalar in text.unicodeScalars {
        guard let byte = UInt8(exactly: scalar.value) else {
          throw refused("has \(String(scalar).debugDescription), which ISO-8859-1 has not, and this gateway takes nothing else")
        }
        Self.percent(byte, into: &bytes)
      }
    case .json:
      for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0..<0x20: bytes += "\\u00\([byte].hex)".utf8
        default: bytes.append(byte)
        }
      }
    case .xml:
      for scalar in text.unicodeScalars {
        switch scalar {
        case "&": bytes += "&amp;".utf8
        case "<": bytes += "&lt;".utf8
        case ">": bytes += "&gt;".utf8
        case "\"": bytes += "&quot;".utf8
        case "'": bytes += "&#39;".utf8
        // As they are, an attribute would make blanks of them.
        case "\t", "\n", "\r": bytes += "&#\(scalar.value);".utf8
        case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}":
          throw refused("has a character that XML cannot hold (U+\(String(scalar.value, radix: 16)))")
        default: bytes += scalar.utf8
        }
      }
    case .header:
      guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
        throw refused("must be one line without control characters: it goes into a header")
      }
      bytes += text.utf8
    }
  }

  private static func percent(_ byte: UInt8, into bytes: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
      bytes.append(byte)
    default:
      bytes.append(UInt8(ascii: "%"))
      bytes.append(digit(byte >> 4))
      bytes.append(digit(byte & 15))
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "A") - 10) }
}
