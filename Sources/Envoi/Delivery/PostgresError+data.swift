internal import Postgres

extension PostgresError {
  /// What was to be written cannot be stored, however often it is tried: a value that is none, a constraint, a limit of an index.
  var isAboutData: Bool { ["22", "23", "54"].contains(sqlState?.prefix(2)) }
}
