internal import Foundation

/// JSON as text (RFC 8259), on bytes: Foundation's writer takes several times as long for the small objects that variables are.
enum JSONText {
  /// - Parameter value: what JSONSerialization gives.
  static func write(_ value: Any, into bytes: inout [UInt8]) {
    switch value {
    case let text as String: write(text, into: &bytes)
    case let object as [String: Any]:
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in object.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        write(member.key, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
        write(member.value, into: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    case let list as [Any]:
      bytes.append(UInt8(ascii: "["))
      for (index, element) in list.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        write(element, into: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    default:
      // Numbers, true, false and null.
      bytes += (try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)).map { [UInt8]($0) } ?? Array("null".utf8)
    }
  }

  /// A string with its quotes.
  static func write(_ text: String, into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0..<0x20: bytes += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
