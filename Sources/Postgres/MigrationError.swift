/// The database's schema is of another version than the program's.
public struct MigrationError: Error, Hashable, CustomStringConvertible {
  public let schema: String
  /// The version the database has; 0 where it was never migrated.
  public let database: Int
  /// The version this program knows.
  public let program: Int

  public var isDatabaseNewer: Bool { database > program }

  public var description: String {
    if isDatabaseNewer {
      "schema \(schema) is at version \(database), this program knows versions up to \(program): install the newer program"
    } else if database == 0 {
      "schema \(schema) does not exist in this database yet: run envoi migrate"
    } else {
      "schema \(schema) is at version \(database), this program needs \(program): run envoi migrate"
    }
  }
}
