internal import Foundation

/// Reads the header of a mail that Envoi composed.
enum HeaderReader {
  /// The fields in their order, unfolded (RFC 5322 section 2.2.3), with encoded words decoded (RFC 2047).
  static func fields(of mail: [UInt8]) -> [(name: String, value: String)] {
    let text = String(decoding: mail, as: UTF8.self)
    let header = text.range(of: "\r\n\r\n").map { text[..<$0.lowerBound] } ?? text[...]
    let unfolded = header.replacing("\r\n ", with: " ").replacing("\r\n\t", with: " ")
    return unfolded.split(separator: "\r\n").compactMap { line in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (String(line[..<colon]), decoded(line[line.index(after: colon)...].drop { $0 == " " }))
    }
  }

  /// Blanks between two encoded words are none, and a character may begin in one and end in the next.
  private static func decoded(_ value: Substring) -> String {
    var result = ""
    var pending: [UInt8] = []
    for (index, word) in value.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      let bytes = bytes(of: word)
      if let bytes {
        if index > 0, pending.isEmpty { result += " " }
        pending += bytes
      } else {
        result += String(decoding: pending, as: UTF8.self)
        pending = []
        if index > 0 { result += " " }
        result += word
      }
    }
    return result + String(decoding: pending, as: UTF8.self)
  }

  /// What an encoded word of UTF-8 says; nil where it is none.
  private static func bytes(of word: Substring) -> [UInt8]? {
    let parts = word.split(separator: "?", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == "=", parts[4] == "=", parts[1].lowercased() == "utf-8" else { return nil }
    if parts[2].lowercased() == "b" { return Data(base64Encoded: String(parts[3])).map { [UInt8]($0) } }
    var bytes: [UInt8] = []
    var rest = Array(parts[3].utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "=") else {
        bytes.append(byte == UInt8(ascii: "_") ? UInt8(ascii: " ") : byte)
        continue
      }
      guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return bytes
  }
}
