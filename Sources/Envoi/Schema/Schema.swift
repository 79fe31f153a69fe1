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

  /// What an administrator of the server has to run, so that applications can be given the role `envoi_app`; none when it is well.
  ///
  /// Roles belong to the server: `migrate` makes this one where it may.
  public static func missingGrants(_ database: Pool) async throws -> [String] {
    try await database.withConnection { connection in
      try await connection.rows(
        """
        SELECT statement FROM (VALUES
          (to_regrole('envoi_app') IS NOT NULL, 'CREATE ROLE envoi_app NOLOGIN;'),
          (has_schema_privilege(to_regrole('envoi_app'), 'envoi', 'USAGE'), 'GRANT USAGE ON SCHEMA envoi TO envoi_app;'),
          (has_function_privilege(to_regrole('envoi_app'), (
            SELECT oid FROM pg_proc WHERE pronamespace = 'envoi'::regnamespace AND proname = 'enqueue'), 'EXECUTE'),
            'GRANT EXECUTE ON FUNCTION envoi.enqueue TO envoi_app;'),
          (has_table_privilege(to_regrole('envoi_app'), 'envoi.own_queue', 'SELECT'), 'GRANT SELECT ON envoi.own_queue TO envoi_app;')
        ) AS needed(is_there, statement) WHERE is_there IS NOT TRUE
        """, as: String.self)
    }
  }

  /// - Throws: when the database is older or newer than this program.
  public static func check(_ database: Pool) async throws {
    try await database.withConnection { try await Migrator(schema: "envoi", migrations: migrations).check(on: $0) }
  }
}
