/// Brings a schema to the version this program knows, and tells a database that has another one. What was applied stands in
/// `<schema>.migration`; the schema itself is made with it.
public struct Migrator: Sendable {
  private let schema: String
  private let migrations: [Migration]

  public init(schema: String = "envoi", migrations: [Migration]) {
    self.schema = schema
    self.migrations = migrations.sorted { $0.version < $1.version }
  }

  /// The version this program needs.
  public var version: Int { migrations.last?.version ?? 0 }

  /// Applies what is missing, each migration in a transaction of its own, and returns those; safe to run again, and by several at once.
  public func migrate(on connection: Connection) async throws -> [Migration] {
    var applied: [Migration] = []
    while let migration = try await step(on: connection) { applied.append(migration) }
    return applied
  }

  /// Throws unless the database is exactly at this program's version.
  public func check(on connection: Connection) async throws {
    let version = try await databaseVersion(on: connection)
    guard version == self.version else { throw MigrationError(schema: schema, database: version, program: self.version) }
  }

  /// Applies the next migration, if there is one.
  private func step(on connection: Connection) async throws -> Migration? {
    try await connection.transaction { connection in
      // A lock of the transaction, not of the session: it cannot outlive us, and works through a pooler.
      _ = try await connection.row("SELECT pg_advisory_xact_lock(hashtextextended(\(schema + ".migration"), 0))::text", as: String.self)
      let version = try await databaseVersion(on: connection)
      guard version <= self.version else { throw MigrationError(schema: schema, database: version, program: self.version) }
      guard let migration = migrations.first(where: { $0.version > version }) else { return nil }
      if version == 0 { try await connection.run(script: bookkeeping.text) }
      try await connection.run(script: migration.sql)
      try await connection.execute("INSERT INTO \(sql: table) (version, name) VALUES (\(migration.version), \(migration.name))")
      return migration
    }
  }

  /// 0 for a database that has never been migrated.
  private func databaseVersion(on connection: Connection) async throws -> Int {
    let exists = try await connection.row("SELECT to_regclass(\(table.text)) IS NOT NULL", as: Bool.self)
    guard exists == true else { return 0 }
    return try await connection.row("SELECT coalesce(max(version), 0) FROM \(sql: table)", as: Int.self) ?? 0
  }

  private var table: SQL { "\(identifier: schema).migration" }

  private var bookkeeping: SQL {
    """
    CREATE SCHEMA IF NOT EXISTS \(identifier: schema);
    CREATE TABLE IF NOT EXISTS \(sql: table) (
      version bigint PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
    COMMENT ON TABLE \(sql: table) IS 'Migrations that were applied.';
    COMMENT ON COLUMN \(sql: table).version IS 'Number of the migration; the highest is the version of the schema.';
    COMMENT ON COLUMN \(sql: table).name IS 'What it brought.';
    COMMENT ON COLUMN \(sql: table).applied_at IS 'When.';
    """
  }
}
