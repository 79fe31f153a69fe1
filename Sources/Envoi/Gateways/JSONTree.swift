internal import Foundation

/// JSON5 (json5.org) as the author of a gateway wrote it.
indirect enum JSONTree: Decodable, Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case list([JSONTree])
  case object([String: JSONTree])

  init(json5: [UInt8], field: String) throws(InvalidInput) {
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    do { self = try decoder.decode(JSONTree.self, from: Data(json5)) } catch {
      var why: Any = error
      if case DecodingError.dataCorrupted(let context) = error {
        why = (context.underlyingError as NSError?)?.userInfo["NSDebugDescription"] ?? context.debugDescription
      }
      throw InvalidInput(field, "must be one JSON or JSON5 object in UTF-8 (\(why))")
    }
  }

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let integer = try? value.decode(Int.self) {
      self = .integer(integer)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let string = try? value.decode(String.self) {
      self = .string(string)
    } else if let list = try? value.decode([JSONTree].self) {
      self = .list(list)
    } else {
      self = .object(try value.decode([String: JSONTree].self))
    }
  }

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
