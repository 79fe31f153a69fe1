public import Postgres

/// The database was lost at a COMMIT and did not come back for as long as it was waited for: what was put in may be there.
public struct CommitInDoubt: Error, CustomStringConvertible {
  /// One of the rows; they are there if it is.
  public let row: Int
  /// The lines of an import that they are of.
  public internal(set) var lines: ClosedRange<Int>?
  public let cause: PostgresError

  init(row: Int, cause: PostgresError) { (self.row, self.cause) = (row, cause) }

  public var description: String {
    let what = lines.map { "lines \($0.lowerBound) to \($0.upperBound) are" } ?? "the message is"
    let goOn = lines.map { ": go on with --from-line \($0.upperBound + 1) then, else with --from-line \($0.lowerBound)" } ?? ""
    return "database: lost at a COMMIT (\(cause)); \(what) in if `envoi queue show \(row)` finds a row\(goOn)"
  }
}
