extension [UInt8] {
  private static let base32Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  /// RFC 4648 section 6, without padding.
  var base32: String {
    let digits = stride(from: 0, to: count * 8, by: 5).map { bit in
      // The digit's five bits, in one byte or two.
      let pair = UInt16(self[bit / 8]) << 8 | UInt16(bit / 8 + 1 < count ? self[bit / 8 + 1] : 0)
      return Self.base32Digits[Int(pair >> (11 - bit % 8)) & 31]
    }
    return String(decoding: digits, as: UTF8.self)
  }

  /// In capitals or small letters, with blanks as people type them.
  ///
  /// - Returns: nil where it is none.
  init?(base32 text: String) {
    self = []
    var (bits, pending) = (0, 0)
    for digit in text.uppercased().utf8 where digit != UInt8(ascii: " ") {
      guard let value = Self.base32Digits.firstIndex(of: digit) else { return nil }
      bits = (bits << 5 | value) & 0xfff
      pending += 5
      guard pending >= 8 else { continue }
      pending -= 8
      append(UInt8(truncatingIfNeeded: bits >> pending))
    }
  }
}
