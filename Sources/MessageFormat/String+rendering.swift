extension String {
  /// With every line end, CR LF or CR, as LF.
  var withLineFeeds: String {
    var text = self
    guard text.withUTF8({ $0.offset(of: UInt8(ascii: "\r")) }) != nil else { return text }
    var output: [UInt8] = []
    output.reserveCapacity(utf8.count)
    var previous: UInt8 = 0
    for byte in utf8 {
      if byte == UInt8(ascii: "\r") {
        output.append(UInt8(ascii: "\n"))
      } else if byte != UInt8(ascii: "\n") || previous != UInt8(ascii: "\r") {
        output.append(byte)
      }
      previous = byte
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// With what HTML could take for markup as character references, the same as swift-mustache writes.
  var escapedForHTML: String {
    guard utf8.contains(where: { Self.reference($0) != nil }) else { return self }
    var output: [UInt8] = []
    for byte in utf8 {
      if let reference = Self.reference(byte) { output.append(contentsOf: reference.utf8) } else { output.append(byte) }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func reference(_ byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    default: nil
    }
  }
}
