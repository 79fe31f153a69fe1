/// One step of a schema, forward only. A step that has been released never changes.
public struct Migration: Sendable, Hashable {
  /// From 1, in the order they are applied.
  public let version: Int
  public let name: String
  /// Statements that can run in a transaction, and do not end it.
  public let sql: String

  public init(version: Int, name: String, sql: String) {
    self.version = version
    self.name = name
    self.sql = sql
  }
}
