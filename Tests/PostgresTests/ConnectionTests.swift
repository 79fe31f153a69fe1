import Foundation
import Postgres
import Support
import Testing

@Suite("Connection")
struct ConnectionTests {
  @Test("rows come as tuples of the types asked for")
  func rows() async throws {
    let connection = try await Fixture.connect()
    let rows = try await connection.rows(
      "SELECT n, 'row ' || n, n % 2 = 0, CASE WHEN n > 1 THEN n END FROM generate_series(1, \(Int32(3))) n", as: (Int32, String, Bool, Int?).self)
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
  }

  @Test("a statement tells how many rows it changed")
  func affectedRows() async throws {
    let connection = try await Fixture.connect()
    #expect(try await connection.execute("CREATE TEMPORARY TABLE number (value int)") == 0)
    #expect(try await connection.execute("INSERT INTO number SELECT generate_series(1, \(10))") == 10)
    #expect(try await connection.execute("DELETE FROM number WHERE value > \(7)") == 3)
  }
}
