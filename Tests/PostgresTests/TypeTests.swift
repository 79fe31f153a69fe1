import Foundation
import Postgres
import Support
import Testing

@Suite("Types")
struct TypeTests {
  /// Sends a value and reads it back, where it must also be what the SQL says.
  private func roundTrip<Value: PostgresEncodable & PostgresDecodable & Equatable>(_ value: Value, _ literal: SQL) async throws {
    let row = try await Fixture.connect().row(
      "SELECT v, v IS NOT DISTINCT FROM \(sql: literal) FROM (SELECT \(sql: "\(value)")::\(sql: typeName(of: literal)) AS v) AS x",
      as: (Value, Bool).self)
    #expect(try #require(row) == (value, true))
  }

  /// The type behind the last `::`.
  private func typeName(of literal: SQL) -> SQL { SQL(stringLiteral: literal.text.components(separatedBy: "::").last ?? "") }

  @Test("scalars go and come back")
  func scalars() async throws {
    try await roundTrip(true, "true::boolean")
    try await roundTrip(Int16.min, "'-32768'::smallint")
    try await roundTrip(Int32.min, "'-2147483648'::integer")
    try await roundTrip(Int.min, "'-9223372036854775808'::bigint")
    try await roundTrip(Int64.max, "9223372036854775807::bigint")
    try await roundTrip(-0.1, "'-0.1'::float8")
    try await roundTrip("Grüße, 漢字 🎈 \\ ' \"", "U&'Gr\\00FC\\00DFe, \\6F22\\5B57 \\+01F388 \\\\ '' \"'::text")
    try await roundTrip([0, 255, 10] as [UInt8], #"'\x00ff0a'::bytea"#)
    try await roundTrip([] as [UInt8], "''::bytea")
    try await roundTrip(Timestamp(microseconds: 1), "'2000-01-01 00:00:00.000001Z'::timestamptz")
    try await roundTrip(String?.none, "NULL::text")
    try await roundTrip([UInt8]?.some([1]), #"'\x01'::bytea"#)
  }

  @Test("arrays go and come back, with NULLs where they are optional")
  func arrays() async throws {
    try await roundTrip([1, -2] as [Int], "'{1,-2}'::bigint[]")
    try await roundTrip([] as [Int], "'{}'::bigint[]")
    try await roundTrip([1, 2] as [Int16], "'{1,2}'::smallint[]")
    try await roundTrip([1, nil] as [Int32?], "'{1,NULL}'::integer[]")
    try await roundTrip([true, false], "'{t,f}'::boolean[]")
    try await roundTrip([0.5], "'{0.5}'::float8[]")
    try await roundTrip(["a", "", "NULL", "x,\"y\\"], #"'{a,"",\#u{22}NULL\#u{22},"x,\"y\\"}'::text[]"#)
    try await roundTrip(["a", nil] as [String?], "'{a,NULL}'::text[]")
    try await roundTrip([Timestamp.infinity, nil] as [Timestamp?], "'{infinity,NULL}'::timestamptz[]")
    try await roundTrip([Int]?.none, "NULL::bigint[]")
  }

  @Test("strings fit enums, jsonb, varchar and their arrays")
  func inferredTypes() async throws {
    let connection = try await Fixture.connect(database: PostgresCluster.shared().createDatabase())
    try await connection.run(
      script: """
        CREATE TYPE status AS ENUM ('pending', 'sent');
        CREATE TABLE row (status status, variables jsonb, name varchar(9), history status[]);
        """)
    try await connection.execute(
      "INSERT INTO row VALUES (\("sent"), \(#"{"a": [1, "ü"]}"#), \("short"), \(["pending", "sent"])::text[]::status[])")
    let row = try await connection.row("SELECT * FROM row WHERE status = \(Status.sent)", as: (Status, String, String, [String]).self)
    #expect(try #require(row) == (.sent, #"{"a": [1, "ü"]}"#, "short", ["pending", "sent"]))
  }

  private enum Status: String, PostgresEncodable, PostgresDecodable { case pending, sent }

  @Test("narrow columns are widened, real is a double")
  func widening() async throws {
    let row = try await Fixture.connect().row(
      "SELECT 1::smallint, 2::integer, 3::smallint, 0.5::real", as: (Int, Int64, Int32, Double).self)
    #expect(try #require(row) == (1, 2, 3, 0.5))
  }

  @Test("a mismatch names the column, its place, what was expected and what came")
  func mismatch() async throws {
    let connection = try await Fixture.connect()
    func error<Value: PostgresDecodable>(_ column: SQL, as type: Value.Type) async -> String? {
      await #expect(throws: PostgresDecodingError.self) {
        _ = try await connection.rows("SELECT 1, \(sql: column) AS due", as: (Int, Value).self)
      }?.description
    }
    #expect(await error("NULL::text", as: String.self) == #"column 1 "due": expected String, got NULL"#)
    #expect(await error("5::bigint", as: Int32.self) == #"column 1 "due": expected Int32, got bigint"#)
    #expect(await error("5.0", as: Double.self) == #"column 1 "due": expected Double, got numeric"#)
    #expect(await error("now()::timestamp", as: Timestamp.self) == #"column 1 "due": expected Timestamp, got timestamp without time zone"#)
    #expect(await error("'x'::text", as: Int?.self) == #"column 1 "due": expected Int, got text"#)
    #expect(await error("'x'::text", as: [String].self) == #"column 1 "due": expected Array<String>, got text"#)
    #expect(await error("ARRAY[1]", as: [String].self) == #"column 1 "due": expected String, got integer"#)
    #expect(await error("ARRAY['a', NULL]", as: [String].self) == #"column 1 "due": expected String, got NULL"#)
    #expect(await error("ARRAY[[1]]", as: [Int].self) == #"column 1 "due": expected Array<Int>, got an array of 2 dimensions"#)
    #expect(await error("'lost'::text", as: Status.self) == #"column 1 "due": expected Status, got lost"#)
    let width = await #expect(throws: PostgresError.self) { try await connection.row("SELECT 1, 2", as: Int.self) }
    #expect(width?.description == "the statement returns 2 columns, the program asks for 1")
  }
}
