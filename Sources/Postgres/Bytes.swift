// Numbers in and out of bytes.

extension UnsafeRawBufferPointer {
  /// A number in network order at a place that need not be aligned.
  func integer<Integer: FixedWidthInteger>(at offset: Int = 0, as type: Integer.Type = Integer.self) -> Integer {
    Integer(bigEndian: loadUnaligned(fromByteOffset: offset, as: Integer.self))
  }
}

extension [UInt8] {
  mutating func append<Integer: FixedWidthInteger>(bigEndian value: Integer) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }

  mutating func set<Integer: FixedWidthInteger>(bigEndian value: Integer, at offset: Int) {
    withUnsafeMutableBytes { $0.storeBytes(of: value.bigEndian, toByteOffset: offset, as: Integer.self) }
  }

  /// In decimal, with zeros in front up to so many digits.
  mutating func append(decimal value: some UnsignedInteger, digits: Int) {
    let start = count
    var rest = UInt64(value)
    repeat {
      append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0 || count - start < digits
    self[start...].reverse()
  }
}
