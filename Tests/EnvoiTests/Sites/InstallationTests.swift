import Postgres
import Support
import Testing

@testable import Envoi

@Suite("Installation", .staged)
struct InstallationTests {
  @Test("the first worker writes who may send, and two first ones agree")
  func first() async throws {
    let stage = try Stage.current
    #expect(try await stage.value("SELECT system_identifier IS NULL FROM envoi.installation", as: Bool.self))
    async let one = Installation.open(stage.database)
    async let other = Installation.open(stage.workers)
    let (first, second) = try await (one, other)
    #expect(first.id == second.id && first.databaseName == second.databaseName)
    #expect(try await stage.value("SELECT database_name = current_database() FROM envoi.installation", as: Bool.self))
  }

  @Test("a copy of the database sends nothing until it is adopted")
  func copy() async throws {
    let stage = try Stage.current
    let ids = try await stage.insert(2)
    let original = try await Installation.open(stage.database)
    // A template must have no other sessions.
    await stage.strike()
    let name = "copy_\(UInt64.random(in: 0 ... .max))"
    let admin = Pool(url: try await PostgresCluster.shared().url(), applicationName: "test", size: 1)
    _ = try await admin.withConnection { connection in
      try await connection.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = \(original.databaseName)")
      return try await connection.execute("CREATE DATABASE \(identifier: name) TEMPLATE \(identifier: original.databaseName)")
    }
    await admin.close()
    let database = Pool(url: try await PostgresCluster.shared().url(database: name), applicationName: "test", size: 4)
    func context() async throws -> WorkerContext {
      try await WorkerContext(database: database, secretKey: nil, stateDirectory: stage.folder.path, redirect: nil, log: stage.log)
    }
    let error = await #expect(throws: NotAdopted.self) { _ = try await context() }
    #expect(error?.description.contains(original.databaseName) == true && error?.description.contains(name) == true)
    #expect(error?.description.contains("envoi adopt") == true)
    let adopted = try await Installation.adopt(database)
    #expect(adopted.databaseName == name && adopted.id == original.id)
    let report = try await Worker(context()).run(.send)
    #expect(report.map(\.sent) == [ids.count])
    await database.close()
  }
}
