import Glibc

extension UnsafeBufferPointer<UInt8> {
  /// Where the first such octet is.
  func offset(of byte: UInt8) -> Int? {
    guard let start = baseAddress, let found = memchr(start, Int32(byte), count) else { return nil }
    return UnsafeRawPointer(start).distance(to: UnsafeRawPointer(found))
  }

  /// Calls `body` with each line, without its LF, until it returns false; false if it did.
  @discardableResult
  func forEachLine(_ body: (_ line: UnsafeBufferPointer<UInt8>, _ isEnded: Bool) -> Bool) -> Bool {
    var rest = self
    while !rest.isEmpty {
      let end = rest.offset(of: UInt8(ascii: "\n"))
      guard body(UnsafeBufferPointer(rebasing: rest[..<(end ?? rest.count)]), end != nil) else { return false }
      rest = UnsafeBufferPointer(rebasing: rest[(end.map { $0 + 1 } ?? rest.count)...])
    }
    return true
  }
}
