/// What JSON or JSON5 says, in the author's order.
indirect enum JSONTree: Sendable, Equatable {
  struct Member: Sendable, Equatable {
    let name: String
    let value: JSONTree
  }

  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case list([JSONTree])
  case object([Member])

  /// A scalar as text, `true` for true; nil for null, lists and objects.
  var text: String? {
    switch self {
    case .string(let text): text
    case .integer(let integer): String(integer)
    case .number(let number): String(number)
    case .bool(let bool): String(bool)
    case .null, .list, .object: nil
    }
  }

  /// For errors.
  var summary: String {
    switch self {
    case .null: "null"
    case .list: "a list"
    case .object: "an object"
    default: text ?? ""
    }
  }
}
