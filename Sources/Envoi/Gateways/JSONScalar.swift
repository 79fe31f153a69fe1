internal import Foundation

/// A scalar of what JSONSerialization gives, as text.
enum JSONScalar {
  /// - Returns: nil for null, lists and objects.
  static func text(_ value: Any) -> String? {
    switch value {
    case let text as String: text
    // A boxed true is a number too.
    case let number as NSNumber: number.objCType[0] == CChar(bitPattern: UInt8(ascii: "c")) ? String(number.boolValue) : number.stringValue
    default: nil
    }
  }
}
