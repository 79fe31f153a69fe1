public import Postgres

/// The tables, types and functions of the schema `envoi`, in the version that this program knows.
public enum Schema {
  /// Creates or upgrades it. Safe to run again, and from several processes at once.
  ///
  /// - Returns: the migrations that were applied.
  public static func migrate(_ database: Pool) async throws -> [Migration] {
    try await database.withConnection { connection in
      let applied = try await Migrator(schema: "envoi", migrations: migrations).migrate(on: connection)
      try await Partitions.make(on: connection)
      return applied
    }
  }

  /// - Throws: when the database is older or newer than this program.
  public static func check(_ database: Pool) async throws {
    try await database.withConnection { try await Migrator(schema: "envoi", migrations: migrations).check(on: $0) }
  }
}
