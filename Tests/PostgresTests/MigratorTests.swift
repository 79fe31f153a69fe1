import Postgres
import Support
import Testing

@Suite("Migrator")
struct MigratorTests {
  private let one = Migration(version: 1, name: "first", sql: "CREATE TABLE envoi.a (id bigint); CREATE TABLE envoi.b (id bigint)")
  private let two = Migration(version: 2, name: "second", sql: "ALTER TABLE envoi.a ADD name text; INSERT INTO envoi.a VALUES (1, 'x')")
  private let bad = Migration(version: 3, name: "broken", sql: "CREATE TABLE envoi.c (); SELECT 1/0")

  private func connect() async throws -> Connection {
    try await Fixture.connect(database: PostgresCluster.shared().createDatabase())
  }

  @Test("what is missing is applied in order, once")
  func order() async throws {
    let connection = try await connect()
    let migrator = Migrator(migrations: [two, one])
    let missing = await #expect(throws: MigrationError.self) { try await migrator.check(on: connection) }
    #expect(missing?.description == "schema envoi does not exist in this database yet: run envoi migrate")
    #expect(try await Migrator(migrations: [one]).migrate(on: connection) == [one])
    let older = await #expect(throws: MigrationError.self) { try await migrator.check(on: connection) }
    #expect(older?.description == "schema envoi is at version 1, this program needs 2: run envoi migrate")
    #expect(try await migrator.migrate(on: connection) == [two])
    #expect(try await migrator.migrate(on: connection) == [])
    try await migrator.check(on: connection)
    let names = try await connection.rows("SELECT name FROM envoi.migration ORDER BY version", as: String.self)
    #expect(names == ["first", "second"])
  }

  @Test("many at once: each migration is applied by one of them")
  func concurrency() async throws {
    let url = try await PostgresCluster.shared().createDatabase()
    let applied = try await withThrowingTaskGroup { group in
      for _ in 0..<8 {
        group.addTask {
          let connection = try await Fixture.connect(database: url)
          return try await Migrator(migrations: [one, two]).migrate(on: connection)
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(applied.map(\.version).sorted() == [1, 2])
  }

  @Test("a database newer than the program is refused")
  func newer() async throws {
    let connection = try await connect()
    _ = try await Migrator(migrations: [one, two]).migrate(on: connection)
    let old = Migrator(migrations: [one])
    let error = await #expect(throws: MigrationError.self) { try await old.migrate(on: connection) }
    #expect(error?.isDatabaseNewer == true)
    #expect(error?.description == "schema envoi is at version 2, this program knows versions up to 1: install the newer program")
    await #expect(throws: MigrationError.self) { try await old.check(on: connection) }
  }

  @Test("a migration that fails leaves nothing of itself, and those before it stay")
  func failure() async throws {
    let connection = try await connect()
    let error = await #expect(throws: PostgresError.self) { try await Migrator(migrations: [one, two, bad]).migrate(on: connection) }
    #expect(error?.sqlState == "22012")
    let tables = try await connection.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'envoi' ORDER BY 1", as: String.self)
    #expect(tables == ["a", "b", "migration"])
    try await Migrator(migrations: [one, two]).check(on: connection)
  }
}
