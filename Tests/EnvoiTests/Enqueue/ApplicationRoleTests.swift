import Postgres
import Support
import Testing

@testable import Envoi

/// What a login role with `envoi_app` may do: put in, and see what it put in.
@Suite("Role envoi_app", .staged)
struct ApplicationRoleTests {
  /// A connection as a role of its own, dropped afterwards: roles belong to the whole cluster.
  private func asApplication(_ body: (Connection) async throws -> Void) async throws {
    let stage = try Stage.current
    let role = "app_\(UInt64.random(in: 0 ... .max))"
    try await stage.execute("CREATE ROLE \(identifier: role) LOGIN IN ROLE envoi_app")
    let connection = try await Connection.connect(to: stage.url.replacing("postgres@", with: "\(role)@"), applicationName: "application")
    let result: Result<Void, any Error>
    do { result = .success(try await body(connection)) } catch { result = .failure(error) }
    await connection.close()
    // Its session ends a moment after the client has closed it.
    try await stage.execute("DROP OWNED BY \(identifier: role) CASCADE")
    try await stage.execute("DROP ROLE \(identifier: role)")
    try result.get()
  }

  @Test("it puts in and sees its own rows, and no one else's")
  func ownRows() async throws {
    let stage = try Stage.current
    try await stage.insert(3)
    try await asApplication { application in
      let id = try await application.row("SELECT envoi.enqueue('example.org', 'ann@example.net', 'Hello', 'Text')", as: Int.self)
      let rows = try await application.rows("SELECT id, subject, status::text FROM envoi.own_queue", as: (Int, String, String).self)
      #expect(rows.count == 1 && rows.first?.0 == id && rows.first?.1 == "Hello" && rows.first?.2 == "pending")
      try await asApplication { other in
        let seen = try await other.rows("SELECT id FROM envoi.own_queue", as: Int.self)
        #expect(seen == [])
      }
    }
  }

  private static let forbidden = [
    "SELECT * FROM envoi.queue", "SELECT * FROM envoi.message", "SELECT * FROM envoi.transport", "SELECT * FROM envoi.site",
    "SELECT * FROM envoi.installation", "UPDATE envoi.own_queue SET status = 'pending'", "DELETE FROM envoi.own_queue",
    "INSERT INTO envoi.queue (message_id, site_id, recipient, destination) VALUES (1, 1, 'a@b.c', 'b.c')",
    "SELECT envoi.make_partitions(1)", "CREATE TABLE envoi.mine (id int)", "SELECT nextval('envoi.queue_id_seq')",
    "COPY envoi.message TO STDOUT", "TRUNCATE envoi.queue", "SELECT * FROM envoi.queue_event", "SELECT * FROM envoi.queue_0",
  ]

  @Test("everything else is refused")
  func refused() async throws {
    try await asApplication { application in
      for statement in Self.forbidden {
        let error = await #expect(throws: PostgresError.self) { try await application.execute("\(unescaped: statement)") }
        // 55000: the view joins, so that it cannot be written at all.
        #expect(["42501", "55000"].contains(error?.sqlState), "\(error.debugDescription)")
      }
    }
  }

  @Test("nobody without the role may call it")
  func publicly() async throws {
    let stage = try Stage.current
    try await asApplication { application in
      let name = try #require(try await application.row("SELECT current_user::text", as: String.self))
      try await stage.execute("REVOKE envoi_app FROM \(identifier: name)")
      let error = await #expect(throws: PostgresError.self) {
        try await application.execute("SELECT envoi.enqueue('example.org', 'ann@example.net', 'Hello', 'Text')")
      }
      #expect(error?.sqlState == "42501")
    }
  }

  @Test("temporary tables and a search_path of its own do not deceive it")
  func searchPath() async throws {
    let stage = try Stage.current
    try await asApplication { application in
      for statement in [
        "CREATE TEMP TABLE site (id int, domain text, sender text)", "INSERT INTO site VALUES (99, 'example.com', 'x')",
        "CREATE TEMP TABLE queue (id bigint, message_id bigint)", "CREATE TEMP TABLE message (id bigint)",
        "CREATE FUNCTION pg_temp.lower(text) RETURNS text LANGUAGE sql AS 'SELECT ''example.com'''",
        "CREATE FUNCTION pg_temp.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT ''1999-01-01''::timestamptz'",
        "SET search_path = pg_temp, pg_catalog, envoi",
      ] { try await application.execute("\(unescaped: statement)") }
      let error = await #expect(throws: PostgresError.self) {
        try await application.execute("SELECT envoi.enqueue('example.com', 'ann@example.net', 'Hello', 'Text')")
      }
      #expect(error?.message.hasPrefix("site: there is no site") == true)
      let id = try #require(
        try await application.row("SELECT envoi.enqueue('example.org', 'ann@example.net', 'Hello', 'Text')", as: Int.self))
      #expect(try await stage.state(id) == "pending")
      #expect(try await stage.value("SELECT due_at > '2020-01-01' FROM envoi.queue WHERE id = \(id)", as: Bool.self))
      // A condition with side effects sees no row that the view does not show.
      try await stage.insert(1, subject: "Secret")
      try await application.execute(
        """
        CREATE FUNCTION pg_temp.peek(subject text) RETURNS boolean LANGUAGE plpgsql COST 0.0001
        AS $$ BEGIN IF subject = 'Secret' THEN RAISE EXCEPTION 'seen'; END IF; RETURN true; END $$
        """)
      #expect(try await application.rows("SELECT id FROM envoi.own_queue WHERE pg_temp.peek(subject)", as: Int.self) == [id])
    }
  }
}
