import Postgres
import Support
import Testing

@Suite("COPY")
struct CopyTests {
  private static let names = [
    "", #"\N"#, #"\."#, "tab\tline\nreturn\r\nback\\slash", #"{"a", 'b'}"#, "NULL", "漢字 🎈", "\\\\\"",
    String(decoding: (1...127).map { UInt8($0) }, as: UTF8.self),
  ]

  @Test("whatever is put into a row as text comes out of the table")
  func text() async throws {
    let connection = try await Fixture.connect()
    try await connection.run(script: "CREATE TEMPORARY TABLE thing (id bigint, name text)")
    var rows = CopyText()
    for (index, name) in Self.names.enumerated() {
      rows.append(index == 0 ? Int.min : index)
      rows.append(name)
      rows.endRow()
    }
    rows.append(Int?.none)
    rows.append(String?.none)
    rows.endRow()
    #expect(try await connection.copyIn("COPY thing FROM STDIN", rows.bytes) == Self.names.count + 1)
    let stored = try await connection.rows("SELECT * FROM thing ORDER BY id NULLS LAST", as: (Int?, String?).self)
    #expect(stored.map(\.1) == Self.names + [nil])
    #expect(stored.map(\.0) == [Int.min] + (1..<Self.names.count).map { $0 } + [nil])
  }

  @Test("whatever is put into a row as binary comes out of the table")
  func binary() async throws {
    let connection = try await Fixture.connect()
    try await connection.run(
      script: """
        CREATE TEMPORARY TABLE thing (id bigint, small smallint, whole integer, flag boolean, at timestamptz, name text, data bytea, tags text[],
          object jsonb)
        """)
    var rows = CopyBinary()
    #expect(rows.isEmpty)
    for (index, name) in Self.names.enumerated() {
      rows.append(index == 0 ? Int.min : index)
      rows.append(Int16(index))
      rows.append(Int32(-index))
      rows.append(index.isMultiple(of: 2))
      rows.append(Timestamp(microseconds: Int64(index) * 123_456_789_012 - 1))
      rows.append(name)
      rows.append([0, 9, 10, 92, 255, UInt8(index)] as [UInt8])
      rows.append(Self.names)
      rows.append(json: #"{"n": \#(index)}"#)
      rows.endRow()
    }
    rows.append(Int?.none)
    rows.append(Int16?.none)
    rows.append(Int32?.none)
    rows.append(Bool?.none)
    rows.append(Timestamp?.none)
    rows.append(String?.none)
    rows.append([UInt8]?.none)
    rows.append([String]?.none)
    rows.append(json: nil)
    rows.endRow()
    #expect(try await connection.copyIn("COPY thing FROM STDIN (FORMAT binary)", rows.finish()) == Self.names.count + 1)
    let stored = try await connection.rows(
      "SELECT * FROM thing ORDER BY small NULLS LAST",
      as: (Int?, Int16?, Int32?, Bool?, Timestamp?, String?, [UInt8]?, [String]?, String?).self)
    for (index, name) in Self.names.enumerated() {
      let row = stored[index]
      #expect(row.0 == (index == 0 ? Int.min : index))
      #expect(row.1 == Int16(index) && row.2 == Int32(-index))
      #expect(row.3 == index.isMultiple(of: 2))
      #expect(row.4 == Timestamp(microseconds: Int64(index) * 123_456_789_012 - 1))
      #expect(row.5 == name)
      #expect(row.6 == [0, 9, 10, 92, 255, UInt8(index)])
      #expect(row.7 == Self.names)
      #expect(row.8 == #"{"n": \#(index)}"#)
    }
    let last = try #require(stored.last)
    #expect(
      last.0 == nil && last.1 == nil && last.2 == nil && last.3 == nil && last.4 == nil && last.5 == nil && last.6 == nil && last.7 == nil)
    #expect(last.8 == nil)
    #expect(try await connection.copyIn("COPY thing FROM STDIN (FORMAT binary)", rows.finish()) == 0)
  }

  @Test("100,000 rows go in and come out, in chunks of whole rows")
  func large() async throws {
    let connection = try await Fixture.connect()
    try await connection.run(script: "CREATE TEMPORARY TABLE large (id bigint, name text)")
    var rows = CopyText()
    for id in 1...100_000 {
      rows.append(id)
      rows.append("name \(id)")
      rows.endRow()
    }
    #expect(try await connection.copyIn("COPY large FROM STDIN", rows.bytes) == 100_000)
    var copied: [UInt8] = []
    var largest = 0
    try await connection.copyOut("COPY (SELECT * FROM large ORDER BY id) TO STDOUT") { chunk in
      #expect(chunk.last == UInt8(ascii: "\n"))
      largest = max(largest, chunk.count)
      copied += chunk
    }
    #expect(copied == rows.bytes)
    #expect(largest < 70_000)
    #expect(try await connection.row("SELECT count(*) FROM large", as: Int.self) == 100_000)
  }

  @Test("an empty COPY, in and out")
  func empty() async throws {
    let connection = try await Fixture.connect()
    try await connection.run(script: "CREATE TEMPORARY TABLE empty (id bigint)")
    #expect(try await connection.copyIn("COPY empty FROM STDIN", []) == 0)
    try await connection.copyOut("COPY empty TO STDOUT") { _ in Issue.record("there is nothing to consume") }
    #expect(await connection.isIdle)
  }

  @Test("one bad row refuses the whole COPY and names its line")
  func badRow() async throws {
    let connection = try await Fixture.connect()
    try await connection.run(script: "CREATE TEMPORARY TABLE strict (id bigint)")
    let data = Array((String(repeating: "1\n", count: 200_000) + "x\n" + String(repeating: "2\n", count: 200_000)).utf8)
    let error = await #expect(throws: PostgresError.self) { try await connection.copyIn("COPY strict FROM STDIN", data) }
    #expect(error?.sqlState == "22P02")
    #expect(error?.context?.contains("line 200001") == true)
    #expect(try await connection.row("SELECT count(*) FROM strict", as: Int.self) == 0)
  }

  @Test("a reader that has had enough ends the COPY and keeps the connection")
  func stopped() async throws {
    let connection = try await Fixture.connect()
    await #expect(throws: Enough.self) {
      try await connection.copyOut("COPY (SELECT repeat('x', 1000) FROM generate_series(1, 1000000)) TO STDOUT") { _ in throw Enough() }
    }
    #expect(try await connection.row("SELECT 1", as: Int.self) == 1)
    try await connection.transaction { connection in
      try await connection.copyOut("COPY (SELECT 7) TO STDOUT") { #expect($0 == Array("7\n".utf8)) }
    }
  }

  private struct Enough: Error {}

  @Test("cancelling ends a COPY in both directions and keeps the connection")
  func cancelled() async throws {
    let connection = try await Fixture.connect()
    let reading = Task {
      try await connection.copyOut("COPY (SELECT repeat('x', 1000) FROM generate_series(1, 10000000)) TO STDOUT") { _ in
        withUnsafeCurrentTask { $0?.cancel() }
      }
    }
    await #expect(throws: CancellationError.self) { try await reading.value }
    try await connection.run(script: "CREATE TABLE IF NOT EXISTS copy_locked (id bigint)")
    let blocker = try await Fixture.connect()
    try await blocker.transaction { blocker in
      try await blocker.execute("LOCK copy_locked")
      let rows = Array(repeating: UInt8(ascii: "\n"), count: 1 << 24)
      let writing = Task { try await connection.copyIn("COPY copy_locked FROM STDIN", rows) }
      try await Fixture.waitUntil(
        "SELECT count(*) = 1 FROM pg_locks WHERE relation = 'copy_locked'::regclass AND NOT granted", on: blocker)
      writing.cancel()
      await #expect(throws: CancellationError.self) { try await writing.value }
    }
    #expect(try await connection.row("SELECT count(*) FROM copy_locked", as: Int.self) == 0)
    try await connection.execute("DROP TABLE copy_locked")
  }
}
