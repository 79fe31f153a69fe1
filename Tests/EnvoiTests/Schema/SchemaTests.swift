import Foundation
import Postgres
import Support
import Testing

@testable import Envoi

@Suite("Schema", .staged)
struct SchemaTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL

  @Test("migrating again changes nothing")
  func again() async throws {
    let stage = try Stage.current
    #expect(try await Schema.migrate(stage.database).isEmpty)
    try await Schema.check(stage.database)
  }

  @Test("processes that migrate at once apply each migration once")
  func concurrently() async throws {
    let url = try await PostgresCluster.shared().createDatabase()
    let database = Pool(url: url, applicationName: "test", size: 6)
    let applied = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<6 { group.addTask { try await Schema.migrate(database).count } }
      return try await group.reduce(0, +)
    }
    #expect(applied == Schema.migrations.count)
    let partitions = try await database.withConnection {
      try await $0.row("SELECT count(*) FROM pg_inherits WHERE inhparent = 'envoi.queue'::regclass", as: Int.self)
    }
    #expect(partitions == 3)
    await database.close()
  }

  @Test("a database that was never migrated, or by a newer program, is refused")
  func version() async throws {
    let stage = try Stage.current
    try await stage.execute("INSERT INTO envoi.migration (version, name) VALUES (99, 'later')")
    let newer = await #expect(throws: MigrationError.self) { try await Schema.check(stage.database) }
    #expect(newer?.isDatabaseNewer == true)
    await #expect(throws: MigrationError.self) { _ = try await Schema.migrate(stage.database) }
    let empty = Pool(url: try await PostgresCluster.shared().createDatabase(), applicationName: "test", size: 1)
    let older = await #expect(throws: MigrationError.self) { try await Schema.check(empty) }
    #expect(older?.description.contains("run envoi migrate") == true)
    await empty.close()
  }

  @Test("the migrations in the binary are the .sql files")
  func embedded() throws {
    let folder = Self.root.appending(path: "Sources/Envoi/Migrations")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".sql") }.sorted()
    let written = try files.map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    #expect(Schema.migrations.map { $0.sql + "\n" } == written, "run scripts/embed-migrations")
    #expect(Schema.migrations.map { String(format: "%04d_%@.sql", $0.version, $0.name) } == files)
  }

  @Test("docs/schema.sql is the schema that the migrations make")
  func dumped() async throws {
    let stage = try Stage.current
    let script = Self.root.appending(path: "scripts/dump-schema").path
    let dump = try await Command.run([script, stage.url]).succeeded()
    let written = try String(contentsOf: Self.root.appending(path: "docs/schema.sql"), encoding: .utf8)
    #expect(dump == written, "run: scripts/dump-schema > docs/schema.sql")
  }

  @Test("every table, column, view and function has a comment")
  func comments() async throws {
    let stage = try Stage.current
    let silent = try await stage.values(
      """
      SELECT c.relname || coalesce('.' || a.attname, '') FROM pg_class c
      LEFT JOIN LATERAL (
        SELECT 0 AS attnum, NULL AS attname UNION ALL SELECT attnum, attname FROM pg_attribute
        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND c.relkind <> 'v') a ON true
      WHERE c.relnamespace = 'envoi'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
        AND col_description(c.oid, a.attnum) IS NULL AND (a.attnum > 0 OR obj_description(c.oid, 'pg_class') IS NULL)
      UNION ALL
      SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'envoi'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL
      ORDER BY 1
      """, as: String.self)
    #expect(silent == [])
  }

  @Test("partitions are made ahead, also by whoever inserts, who is not hindered while somebody makes them for long")
  func partitionsBeingMade() async throws {
    let stage = try Stage.current
    try await stage.execute("SELECT setval('envoi.queue_id_seq', 10000000)")
    let enqueue: SQL = "SELECT envoi.enqueue('example.org', 'ann@example.net', 'Hello', 'Text')"
    let slow = try await stage.database.connect()
    try await slow.execute("BEGIN")
    try await slow.execute(enqueue)
    #expect(try await stage.value(enqueue, as: Int.self) == 10_000_002)
    try await slow.execute("COMMIT")
    #expect(try await stage.value("SELECT to_regclass('envoi.queue_3') IS NOT NULL", as: Bool.self))
    await slow.close()
  }

  @Test("partitions are made ahead, also by whoever inserts, who is not hindered by one that holds the lock")
  func partitions() async throws {
    let stage = try Stage.current
    func names() async throws -> [String] {
      try await stage.values(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'envoi.queue'::regclass ORDER BY inhrelid", as: String.self)
    }
    #expect(try await names() == ["envoi.queue_0", "envoi.queue_1", "envoi.queue_2"])
    try await stage.execute("SELECT setval('envoi.queue_id_seq', 10000000)")
    let reader = try await stage.database.connect()
    try await reader.execute("BEGIN")
    // ATTACH waits for this one, which VACUUM and ANALYZE take; a reader (ACCESS SHARE) it does not mind.
    try await reader.execute("LOCK TABLE envoi.queue IN SHARE UPDATE EXCLUSIVE MODE")
    #expect(try await stage.value("SELECT envoi.enqueue('example.org', 'ann@example.net', 'Hello', 'Text')", as: Int.self) == 10_000_001)
    #expect(try await stage.value("SELECT envoi.make_partitions()", as: Int.self) == 0)
    #expect(try await names().count == 3)
    try await reader.execute("ROLLBACK")
    try await reader.execute("BEGIN")
    try await reader.execute("SELECT count(*) FROM envoi.queue")
    #expect(try await stage.value("SELECT envoi.enqueue('example.org', 'ann@example.net', 'Hello', 'Text')", as: Int.self) == 10_000_002)
    #expect(try await names().count == 4)
    try await reader.execute("ROLLBACK")

    // None is left.
    try await stage.execute("SELECT setval('envoi.queue_id_seq', 90000000)")
    try await reader.execute("BEGIN")
    try await reader.execute("LOCK TABLE envoi.queue IN SHARE UPDATE EXCLUSIVE MODE")
    let error = await #expect(throws: PostgresError.self) { try await stage.execute("SELECT envoi.make_partitions()") }
    #expect(error?.sqlState == "55P03")
    await reader.close()
  }
}
