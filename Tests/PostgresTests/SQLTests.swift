import Postgres
import Support
import Testing

@Suite("SQL")
struct SQLTests {
  @Test("values become parameters, never text")
  func binding() async throws {
    let name = "Robert'); DROP TABLE students;--"
    let sql: SQL = "SELECT \(name)::text, \(7)"
    #expect(sql.text == "SELECT $1::text, $2")
    let row = try await Fixture.connect().row(sql, as: (String, Int).self)
    #expect(try #require(row) == (name, 7))
  }

  @Test("parts keep their parameters and are numbered anew, a dollar in a literal is left alone")
  func nesting() async throws {
    let filter: SQL = "n > \(2) AND n < \(5)"
    let sql: SQL = "SELECT '$1', n FROM generate_series(\(1), 9) n WHERE \(sql: filter) AND n <> \(3) LIMIT \(sql: "\(10)")"
    #expect(sql.text == "SELECT '$1', n FROM generate_series($1, 9) n WHERE n > $2 AND n < $3 AND n <> $4 LIMIT $5")
    let rows = try await Fixture.connect().rows(sql, as: (String, Int).self)
    #expect(rows.map(\.0) == ["$1"])
    #expect(rows.map(\.1) == [4])
  }

  @Test("identifiers are quoted")
  func identifier() async throws {
    let name = #"we"ird "Näme"#
    let sql: SQL = "SELECT 1 AS \(identifier: name), \(unescaped: "2")"
    #expect(sql.text == #"SELECT 1 AS "we""ird ""Näme", 2"#)
    try await Fixture.connect().execute(sql)
  }

  @Test("nil is NULL, an empty value is not")
  func null() async throws {
    let nothing: String? = nil
    let row = try await Fixture.connect().row(
      "SELECT \(nothing)::text IS NULL, \("")::text = '', \([UInt8]())::bytea = '', \([Int]()) = '{}'", as: (Bool, Bool, Bool, Bool).self)
    #expect(try #require(row) == (true, true, true, true))
  }

  @Test("a NUL character in text is refused and not cut off", arguments: ["\0", "a\0b", "ab\0"])
  func nul(text: String) async throws {
    let connection = try await Fixture.connect()
    for sql: SQL in ["SELECT \(1), \(text)::text", "SELECT \([text])"] {
      let error = await #expect(throws: PostgresError.self) { try await connection.execute(sql) }
      #expect(error?.sqlState == "22021")
    }
  }
}
