/// An enhanced mail system status code, `class.subject.detail` (RFC 3463 2; the registry is RFC 5248).
public struct EnhancedStatus: Sendable, Hashable, CustomStringConvertible {
  /// 2 success, 4 temporary, 5 permanent.
  public let kind: UInt8
  public let subject: UInt16
  public let detail: UInt16

  public init(_ kind: UInt8, _ subject: UInt16, _ detail: UInt16) {
    self.kind = kind
    self.subject = subject
    self.detail = detail
  }

  public var description: String { "\(kind).\(subject).\(detail)" }

  /// Reads a code at the start of a reply's text, and counts its bytes with the blank after it. Nil when there is none.
  static func parse(_ bytes: ArraySlice<UInt8>) -> (status: EnhancedStatus, length: Int)? {
    var numbers: [UInt16] = [0, 0, 0]
    var part = 0
    var digits = 0
    var index = bytes.startIndex
    scan: while index < bytes.endIndex {
      switch bytes[index] {
      case let digit where digit &- 0x30 < 10 && digits < 3:
        numbers[part] = numbers[part] * 10 + UInt16(digit &- 0x30)
        digits += 1
      case UInt8(ascii: ".") where digits > 0 && part < 2:
        part += 1
        digits = 0
      case UInt8(ascii: " "): break scan
      default: return nil
      }
      index += 1
    }
    guard part == 2, digits > 0, [2, 4, 5].contains(numbers[0]) else { return nil }
    return (EnhancedStatus(UInt8(numbers[0]), numbers[1], numbers[2]), min(index + 1, bytes.endIndex) - bytes.startIndex)
  }
}
