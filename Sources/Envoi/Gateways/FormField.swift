/// A name and a value of a query or a form, decoded (URL standard 5.1: `+` is a blank).
struct FormField: Equatable {
  let name: String
  let value: String

  static func fields(_ bytes: some Sequence<UInt8>) -> [FormField] {
    Array(bytes).split(separator: UInt8(ascii: "&")).map { pair in
      let name = pair.prefix { $0 != UInt8(ascii: "=") }
      return FormField(name: decoded(name), value: decoded(pair.dropFirst(name.count + 1)))
    }
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    var decoded: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "+") {
        decoded.append(UInt8(ascii: " "))
      } else if byte == UInt8(ascii: "%"), rest.count >= 2, rest.prefix(2).allSatisfy({ hexadecimal($0) != nil }) {
        decoded.append(rest.prefix(2).reduce(0) { $0 << 4 | (hexadecimal($1) ?? 0) })
        rest.removeFirst(2)
      } else {
        decoded.append(byte)
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
