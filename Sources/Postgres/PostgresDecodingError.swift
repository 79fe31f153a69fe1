/// A column that is not what the program asked for.
public struct PostgresDecodingError: Error, CustomStringConvertible {
  public let column: String
  /// Counted from 0.
  public let index: Int
  public let expected: String
  public let actual: String

  public var description: String { "column \(index) \"\(column)\": expected \(expected), got \(actual)" }
}
