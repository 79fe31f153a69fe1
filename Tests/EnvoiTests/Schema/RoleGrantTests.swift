import Postgres
import Support
import Testing

@testable import Envoi

@Suite struct RoleGrantTests {
  @Test("an owner who may not create roles grants the application's rights to the role that an administrator made")
  func ownerWithoutCreateRole() async throws {
    let url = try await PostgresCluster.shared().createDatabase()
    let administrator = Pool(url: url, applicationName: "tests", size: 1)
    let name = try await administrator.withConnection { connection in
      let name = try #require(try await connection.row("SELECT current_database()::text", as: String.self))
      try await connection.execute("CREATE ROLE \(identifier: name) LOGIN")
      try await connection.execute("GRANT CREATE ON DATABASE \(identifier: name) TO \(identifier: name)")
      try await connection.execute(
        "DO $$ BEGIN CREATE ROLE envoi_app NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$")
      return name
    }

    let owner = Pool(url: url.replacing("postgres@", with: "\(name)@"), applicationName: "tests", size: 1)
    _ = try await Schema.migrate(owner)

    let mayEnqueue = try await owner.withConnection { connection in
      try await connection.row(
        """
        SELECT has_schema_privilege('envoi_app', 'envoi', 'usage') AND has_table_privilege('envoi_app', 'envoi.own_queue', 'select')
          AND has_function_privilege('envoi_app', (SELECT oid FROM pg_proc WHERE proname = 'enqueue'), 'execute')
        """, as: Bool.self)
    }
    #expect(mayEnqueue == true)
    #expect(try await Schema.missingGrants(owner) == [])
    // What somebody took away is told to whoever migrates.
    try await owner.withConnection { _ = try await $0.execute("REVOKE SELECT ON envoi.own_queue FROM envoi_app") }
    #expect(try await Schema.missingGrants(owner) == ["GRANT SELECT ON envoi.own_queue TO envoi_app;"])
  }

  @Test("where the role is not there and may not be made, the statements that an administrator has to run are told", .tags(.slow))
  func withoutRole() async throws {
    // Roles belong to the whole server: one without it.
    let cluster = try await PostgresCluster.start()
    defer { cluster.stop() }
    let administrator = Pool(url: cluster.url(), applicationName: "tests", size: 1)
    for statement in ["CREATE ROLE owner LOGIN", "CREATE DATABASE owned OWNER owner"] {
      try await administrator.withConnection { _ = try await $0.execute("\(unescaped: statement)") }
    }
    let url = cluster.url(database: "owned")
    let owner = Pool(url: url.replacing("postgres@", with: "owner@"), applicationName: "tests", size: 1)
    _ = try await Schema.migrate(owner)
    let missing = try await Schema.missingGrants(owner)
    #expect(missing.count == 4 && missing[0] == "CREATE ROLE envoi_app NOLOGIN;")
    let inside = Pool(url: url, applicationName: "tests", size: 1)
    for statement in missing { try await inside.withConnection { _ = try await $0.execute("\(unescaped: statement)") } }
    #expect(try await Schema.missingGrants(owner) == [])
  }
}
