/// Reads JSON5 (json5.org), but for hexadecimal numbers and infinity. Foundation's reader names no place, and loses the order and what is given twice.
struct JSON5Reader {
  private let bytes: [UInt8]
  private let field: String
  private var index = 0
  private var depth = 0

  static func tree(_ bytes: [UInt8], field: String) throws(InvalidInput) -> JSONTree {
    var reader = JSON5Reader(bytes: bytes, field: field)
    guard String(validating: bytes, as: UTF8.self) != nil else { throw InvalidInput(field, "must be UTF-8") }
    let tree = try reader.value()
    guard try reader.sign() == nil else { throw reader.refused("must end after the one value") }
    return tree
  }

  private init(bytes: [UInt8], field: String) { (self.bytes, self.field) = (bytes, field) }

  private func refused(_ rule: String) -> InvalidInput {
    let before = bytes[..<min(index, bytes.count)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let column = before.count - (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1)
    return InvalidInput(field, "\(rule) (line \(line), column \(column))")
  }

  /// The next byte that is no blank and in no comment; nil at the end.
  private mutating func sign() throws(InvalidInput) -> UInt8? {
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): index += 1
      case UInt8(ascii: "/") where bytes[index...].starts(with: "//".utf8):
        index = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      case UInt8(ascii: "/") where bytes[index...].starts(with: "/*".utf8):
        guard let end = bytes[(index + 2)...].firstRange(of: "*/".utf8) else { throw refused("must end the comment with */") }
        index = end.upperBound
      case let byte: return byte
      }
    }
    return nil
  }

  private mutating func value() throws(InvalidInput) -> JSONTree {
    guard depth < 100 else { throw refused("must not be nested so deep") }
    depth += 1
    defer { depth -= 1 }
    switch try sign() {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try list()
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try string())
    default:
      let start = index
      let word = word()
      switch word {
      case "null": return .null
      case "true": return .bool(true)
      case "false": return .bool(false)
      default:
        if let integer = Int(word) { return .integer(integer) }
        if let number = Double(word), number.isFinite, !word.contains("x") { return .number(number) }
        index = start
        throw refused("must be JSON: a value is expected")
      }
    }
  }

  /// Letters, digits and what else stands in names and numbers.
  private mutating func word() -> String {
    let word = bytes[index...].prefix { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      default: "_$+-.".utf8.contains(byte)
      }
    }
    index += word.count
    return String(decoding: word, as: UTF8.self)
  }

  private mutating func object() throws(InvalidInput) -> JSONTree {
    index += 1
    var members: [JSONTree.Member] = []
    while try sign() != UInt8(ascii: "}") {
      let start = index
      let isQuoted = try [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(sign())
      let name = isQuoted ? try string() : word()
      guard isQuoted || name.wholeMatch(of: /[A-Za-z_$][A-Za-z0-9_$]*/) != nil else {
        index = start
        throw refused("must be JSON: a name is expected, in quotes where it is not letters and digits alone")
      }
      guard !members.contains(where: { $0.name == name }) else {
        index = start
        throw refused("must not have \(name) twice")
      }
      guard try sign() == UInt8(ascii: ":") else { throw refused("must be JSON: a colon is expected") }
      index += 1
      members.append(JSONTree.Member(name: name, value: try value()))
      try comma(or: UInt8(ascii: "}"))
    }
    index += 1
    return .object(members)
  }

  private mutating func list() throws(InvalidInput) -> JSONTree {
    index += 1
    var elements: [JSONTree] = []
    while try sign() != UInt8(ascii: "]") {
      elements.append(try value())
      try comma(or: UInt8(ascii: "]"))
    }
    index += 1
    return .list(elements)
  }

  private mutating func comma(or end: UInt8) throws(InvalidInput) {
    switch try sign() {
    case UInt8(ascii: ","): index += 1
    case end: break
    default: throw refused("must be JSON: a comma or \(Character(UnicodeScalar(end))) is expected")
    }
  }

  private mutating func string() throws(InvalidInput) -> String {
    let quote = bytes[index]
    index += 1
    var text: [UInt8] = []
    while index < bytes.count, bytes[index] != quote, bytes[index] != UInt8(ascii: "\n") {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 1
        try escape(into: &text)
      } else {
        text.append(bytes[index])
        index += 1
      }
    }
    guard index < bytes.count, bytes[index] == quote else { throw refused("must be JSON: the string has no end") }
    index += 1
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func escape(into text: inout [UInt8]) throws(InvalidInput) {
    guard index < bytes.count else { return }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
    case UInt8(ascii: "r"): text.append(UInt8(ascii: "\r"))
    case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "v"): text.append(11)
    case UInt8(ascii: "u"):
      var units = [try hexadecimal(4)]
      if UTF16.isLeadSurrogate(UInt16(units[0])), bytes[index...].starts(with: "\\u".utf8) {
        index += 2
        units.append(try hexadecimal(4))
      }
      guard let scalars = String(validating: units.map { UInt16($0) }, as: UTF16.self) else {
        throw refused("must be Unicode: half a surrogate pair")
      }
      text += scalars.utf8
    case UInt8(ascii: "x"): text += String(UnicodeScalar(UInt8(try hexadecimal(2)))).utf8
    // A line that goes on, and all that stand for themselves.
    case UInt8(ascii: "\n"): break
    default: text.append(byte)
    }
  }

  private mutating func hexadecimal(_ count: Int) throws(InvalidInput) -> Int {
    let digits = String(decoding: bytes[index...].prefix(count), as: UTF8.self)
    guard digits.utf8.count == count, digits.allSatisfy(\.isHexDigit), let value = Int(digits, radix: 16) else {
      throw refused("must be JSON: \(count) hexadecimal digits are expected")
    }
    index += count
    return value
  }
}
