import Postgres
import Support
import Testing

@Suite("Connection")
struct ConnectionTests {
  @Test("rows come as tuples of the types asked for")
  func rows() async throws {
    let connection = try await Fixture.connect()
    let rows = try await connection.rows(
      "SELECT n, 'row ' || n, n % 2 = 0, CASE WHEN n > 1 THEN n END FROM generate_series(1, \(Int32(3))) n",
      as: (Int32, String, Bool, Int?).self)
    #expect(rows.map(\.0) == [1, 2, 3])
    #expect(rows.map(\.1) == ["row 1", "row 2", "row 3"])
    #expect(rows.map(\.2) == [false, true, false])
    #expect(rows.map(\.3) == [nil, 2, 3])
  }

  @Test("a single column is a value, a missing row is nil")
  func row() async throws {
    let connection = try await Fixture.connect()
    #expect(try await connection.row("SELECT 7::bigint", as: Int.self) == 7)
    #expect(try await connection.row("SELECT 7::bigint WHERE false", as: Int.self) == nil)
    #expect(try await connection.rows("SELECT generate_series(1, 3)", as: Int.self) == [1, 2, 3])
    let first = try #require(try await connection.row("VALUES (1, 'a'), (2, 'b')", as: (Int, String).self))
    #expect(first == (1, "a"))
  }

  @Test("a statement tells how many rows it changed")
  func affectedRows() async throws {
    let connection = try await Fixture.connect()
    #expect(try await connection.execute("CREATE TEMPORARY TABLE number (value int)") == 0)
    #expect(try await connection.execute("INSERT INTO number SELECT generate_series(1, \(10))") == 10)
    #expect(try await connection.execute("DELETE FROM number WHERE value > \(7)") == 3)
  }

  @Test("an error of the server keeps its fields, and the connection goes on")
  func serverError() async throws {
    let connection = try await Fixture.connect()
    try await connection.run(
      script: "CREATE TEMPORARY TABLE site (domain text CONSTRAINT site_domain_lower CHECK (domain = lower(domain)))")
    let error = await #expect(throws: PostgresError.self) { try await connection.execute("INSERT INTO site VALUES (\("A"))") }
    #expect(error?.sqlState == "23514")
    #expect(error?.constraint == "site_domain_lower")
    #expect(error?.table == "site")
    #expect(error?.detail == "Failing row contains (A).")
    #expect(error?.isConnectionLoss == false)
    #expect(error?.description.contains("violates check constraint") == true)
    #expect(try await connection.row("SELECT 1", as: Int.self) == 1)
  }

  @Test("statements of many tasks on one connection run one after the other")
  func concurrency() async throws {
    let connection = try await Fixture.connect()
    let answers = try await withThrowingTaskGroup { group in
      for number in 0..<500 { group.addTask { try await connection.row("SELECT \(number)", as: Int.self) } }
      return try await group.reduce(into: [Int]()) { $0.append($1 ?? -1) }
    }
    #expect(answers.sorted() == Array(0..<500))
  }

  @Test("a script runs whole or not at all")
  func script() async throws {
    let connection = try await Fixture.connect()
    await #expect(throws: PostgresError.self) {
      try await connection.run(script: "CREATE TABLE half_script (); SELECT 1/0; SELECT 2")
    }
    #expect(try await connection.row("SELECT to_regclass('half_script')::text", as: String?.self) == .some(nil))
    try await connection.run(script: "CREATE TEMPORARY TABLE one (); CREATE TEMPORARY TABLE two ();")
    #expect(try await connection.row("SELECT count(*) FROM one, two", as: Int.self) == 0)
  }

  @Test("settings hold for the session")
  func settings() async throws {
    let connection = try await Connection.connect(
      to: Fixture.url(), applicationName: "settings-test", settings: ["plan_cache_mode": "force_generic_plan", "envoi.actor": "o'hara"])
    let row = try await connection.row(
      "SELECT current_setting('plan_cache_mode'), current_setting('envoi.actor'), current_setting('application_name')",
      as: (String, String, String).self)
    #expect(try #require(row) == ("force_generic_plan", "o'hara", "settings-test"))
  }

  @Test("a prepared statement is found again by its text and types, and survives a change of the schema")
  func prepared() async throws {
    let connection = try await Fixture.connect()
    try await connection.run(script: "CREATE TEMPORARY TABLE thing (id bigint); INSERT INTO thing VALUES (1)")
    for _ in 0..<3 { _ = try await connection.rows("SELECT * FROM thing WHERE id = \(1)", as: Int.self) }
    let count: SQL = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT * FROM thing%'"
    #expect(try await connection.row(count, as: Int.self) == 1)
    try await connection.run(script: "ALTER TABLE thing ADD name text DEFAULT 'x'")
    let rows = try await connection.rows("SELECT * FROM thing WHERE id = \(1)", as: (Int, String).self)
    #expect(rows.map(\.1) == ["x"])
    try await connection.run(script: "DISCARD ALL")
    #expect(try await connection.row("SELECT \(1) + 1", as: Int.self) == 2)
  }

  @Test("statements without end do not fill the server's memory with plans")
  func boundedCache() async throws {
    let connection = try await Fixture.connect()
    for number in 0..<600 { _ = try await connection.row("SELECT \(unescaped: "\(number)") + \(1)", as: Int.self) }
    let prepared = try await connection.row("SELECT count(*) FROM pg_prepared_statements", as: Int.self)
    #expect(try #require(prepared) <= 256)
  }

  @Test("COPY through the wrong call is an error, not a hang")
  func misusedCopy() async throws {
    for statement: SQL in ["COPY pg_class TO STDOUT", "COPY pg_class FROM STDIN"] {
      let connection = try await Fixture.connect()
      let error = await #expect(throws: PostgresError.self) { try await connection.execute(statement) }
      #expect(error?.description == "COPY needs copyIn or copyOut")
    }
    let connection = try await Fixture.connect()
    await #expect(throws: PostgresError.self) { try await connection.copyIn("SELECT 1", []) }
    #expect(try await connection.row("SELECT 1", as: Int.self) == 1)
  }

  @Test("a closed connection says so")
  func closed() async throws {
    let connection = try await Fixture.connect()
    await connection.close()
    let error = await #expect(throws: PostgresError.self) { try await connection.execute("SELECT 1") }
    #expect(error?.description == "the connection is closed")
    #expect(error?.isConnectionLoss == true)
  }
}
