internal import CLibpq

/// The server's answer to one statement, in binary.
struct Result: ~Copyable {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { self.pointer = pointer }
  deinit { PQclear(pointer) }

  var status: ExecStatusType { PQresultStatus(pointer) }

  /// The rows a statement changed, or a SELECT returned.
  var affectedRows: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

  /// What the server says it did: `COMMIT`, `INSERT 0 1`.
  var command: String { String(cString: PQcmdStatus(pointer)) }

  func rows<each Column: PostgresDecodable>(
    as types: (repeat each Column).Type, limit: Int = .max
  ) throws -> [(repeat each Column)] {
    var expected = 0
    for _ in repeat (each Column).self { expected += 1 }
    guard expected == PQnfields(pointer) else {
      throw PostgresError("the statement returns \(PQnfields(pointer)) columns, the program asks for \(expected)")
    }
    let count = min(Int(PQntuples(pointer)), limit)
    var rows: [(repeat each Column)] = []
    rows.reserveCapacity(count)
    for row in 0..<Int32(count) {
      var column: Int32 = 0
      rows.append((repeat try cell(row, &column, as: (each Column).self)))
    }
    return rows
  }

  private func cell<Value: PostgresDecodable>(_ row: Int32, _ column: inout Int32, as type: Value.Type) throws -> Value {
    let length = PQgetlength(pointer, row, column)
    let isNull = length == 0 && PQgetisnull(pointer, row, column) != 0
    let bytes = isNull ? nil : UnsafeRawBufferPointer(start: PQgetvalue(pointer, row, column), count: Int(length))
    do throws(CellMismatch) {
      let value = try Value.decode(PostgresCell(type: OID(rawValue: PQftype(pointer, column)), bytes: bytes))
      column += 1
      return value
    } catch {
      throw PostgresDecodingError(
        column: String(cString: PQfname(pointer, column)), index: Int(column), expected: error.expected, actual: error.actual)
    }
  }
}
