/// A template that lacks nothing but the message.
struct BoundTemplate: Sendable {
  enum Piece: Sendable {
    /// As it goes out.
    case bytes([UInt8])
    /// The first of them that has a value.
    case value([Placeholder.Variable], otherwise: [UInt8]?)
    case condition([Placeholder.Variable])
  }

  var pieces: [Piece] = []
  let escaping: Escaping

  init(escaping: Escaping) { self.escaping = escaping }

  mutating func append(_ bytes: [UInt8]) {
    if case .bytes(let before) = pieces.last {
      pieces[pieces.count - 1] = .bytes(before + bytes)
    } else {
      pieces.append(.bytes(bytes))
    }
  }

  /// What it is for every message; nil where that depends.
  var constant: [UInt8]? {
    switch pieces.first {
    case nil: []
    case .bytes(let bytes) where pieces.count == 1: bytes
    default: nil
    }
  }

  /// - Returns: false, with nothing written, where a placeholder has no value.
  func write(_ message: MessageValues, into bytes: inout [UInt8]) throws(InvalidInput) -> Bool {
    let start = bytes.count
    for piece in pieces {
      switch piece {
      case .bytes(let fixed): bytes += fixed
      case .value(let variables, let otherwise):
        if let variable = variables.first(where: { message[$0] != nil }), let value = message[variable] {
          try escaping.write(value, into: &bytes, field: variable.rawValue)
        } else if let otherwise {
          bytes += otherwise
        } else {
          bytes.removeLast(bytes.count - start)
          return false
        }
      case .condition(let variables):
        guard variables.contains(where: { message[$0] != nil }) else {
          bytes.removeLast(bytes.count - start)
          return false
        }
      }
    }
    return true
  }
}
