/// A value that can be read from a column.
public protocol PostgresDecodable: Sendable {
  static func decode(_ cell: PostgresCell) throws(CellMismatch) -> Self
}

/// An enum of strings or integers is read by its raw value; a value it does not have is a mismatch.
extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
  public static func decode(_ cell: PostgresCell) throws(CellMismatch) -> Self {
    let rawValue = try RawValue.decode(cell)
    guard let value = Self(rawValue: rawValue) else { throw CellMismatch("\(Self.self)", actual: "\(rawValue)") }
    return value
  }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
  public static func decode(_ cell: PostgresCell) throws(CellMismatch) -> Self {
    if cell.bytes == nil { nil } else { try Wrapped.decode(cell) }
  }
}
