import Foundation

/// Transfer encodings (RFC 2045 section 6).
extension [UInt8] {
  /// `=XX` or `%XX`.
  mutating func appendEscape(_ byte: UInt8, sigil: UInt8) {
    append(sigil)
    append((byte >> 4).hexDigit)
    append((byte & 15).hexDigit)
  }

  mutating func appendBase64(_ bytes: some Sequence<UInt8>) { self += Data(bytes).base64EncodedData() }

  /// In lines of 76 octets, the last one ended too.
  mutating func appendBase64Lines(_ bytes: some Sequence<UInt8>) {
    self += Data(bytes).base64EncodedData(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    appendLineEnd()
  }

  /// Quoted-printable in lines of at most 76 octets, of a text whose lines end in LF.
  ///
  /// A character beyond ASCII stays in one line; a dot and a `From ` at the start of a line are escaped, for careless software on the way.
  mutating func appendQuotedPrintable(_ text: UnsafeBufferPointer<UInt8>) {
    var column = 0
    var index = 0
    while index < text.count {
      let end = Self.literalEnd(in: text, from: index, column: column)
      if end > index {
        self += UnsafeBufferPointer(rebasing: text[index..<end])
        column += end - index
        index = end
        continue
      }
      let byte = text[index]
      if byte == UInt8(ascii: "\n") {
        appendLineEnd()
        column = 0
        index += 1
        continue
      }
      let next = Swift.min(index + byte.scalarLength, text.count)
      // The last of the 76 octets is for the soft break.
      if column + 3 * (next - index) > 75 {
        self += "=\r\n".utf8
        column = 0
        continue
      }
      for byte in text[index..<next] { appendEscape(byte, sigil: UInt8(ascii: "=")) }
      column += 3 * (next - index)
      index = next
    }
  }

  /// How far the text can go into the line as it is.
  private static func literalEnd(in text: UnsafeBufferPointer<UInt8>, from start: Int, column: Int) -> Int {
    if column == 0, text.needsEscapeAtLineStart(start) { return start }
    let limit = Swift.min(text.count, start + 75 - column)
    var end = text.literalEnd(from: start, to: limit)
    // A blank may not end a line.
    if end > start, text[end - 1].isBlank, end == text.count || text[end] == UInt8(ascii: "\n") { end -= 1 }
    return end
  }
}

extension UInt8 {
  fileprivate var isLiteral: Bool { self >= 0x20 && self < 0x7f && self != UInt8(ascii: "=") || self == UInt8(ascii: "\t") }
  fileprivate var hexDigit: UInt8 { self < 10 ? UInt8(ascii: "0") + self : UInt8(ascii: "A") + self - 10 }
}

extension UnsafeBufferPointer<UInt8> {
  /// Where the octets end that quoted-printable leaves as they are; eight at once while all are printable ASCII and none is `=`.
  fileprivate func literalEnd(from start: Int, to limit: Int) -> Int {
    var end = start
    while end + 8 <= limit {
      let octets = UnsafeRawBufferPointer(self).loadUnaligned(fromByteOffset: end, as: UInt64.self)
      let ones: UInt64 = 0x0101_0101_0101_0101
      // A high bit stands in what is below 0x20, above 0x7e, or `=`; what it borrows or carries spoils only octets behind one that is found.
      let found = octets | (octets &- (ones &* 0x20)) | (octets &+ ones) | ((octets ^ (ones &* 0x3d)) &- ones)
      guard found & (ones &* 0x80) == 0 else { break }
      end += 8
    }
    while end < limit, self[end].isLiteral { end += 1 }
    return end
  }

  func needsEscapeAtLineStart(_ index: Int) -> Bool {
    self[index] == UInt8(ascii: ".") || self[index] == UInt8(ascii: "F") && self[index...].starts(with: "From ".utf8)
  }
}
