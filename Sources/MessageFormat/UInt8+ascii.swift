/// Kinds of octets that several grammars share.
extension UInt8 {
  var isAlphanumeric: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: false
    }
  }

  var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

  /// Octets of the UTF-8 scalar that starts with this one.
  var scalarLength: Int { self < 0xc0 ? 1 : self < 0xe0 ? 2 : self < 0xf0 ? 3 : 4 }
}
