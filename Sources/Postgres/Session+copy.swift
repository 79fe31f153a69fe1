internal import CLibpq

extension Session {
  private static let chunk = 1 << 16

  enum Direction {
    case `in`, out
  }

  /// Begins `COPY ... FROM STDIN` or `TO STDOUT`, which take no parameters.
  func startCopy(_ sql: SQL, _ direction: Direction) throws {
    guard sql.parameters.isEmpty else { throw PostgresError("COPY takes no parameters: \(sql.text)") }
    try begin()
    try sent(PQsendQuery(connection, sql.text))
    _ = try collect(until: direction == .in ? PGRES_COPY_IN : PGRES_COPY_OUT)
  }

  /// Sends the data after `startCopy`, and returns the rows that came of it.
  func copyIn(_ bytes: [UInt8]) throws -> Int {
    var sent = 0
    while sent < bytes.count, !Task.isCancelled {
      let size = min(Self.chunk, bytes.count - sent)
      let code = bytes.withUnsafeBytes {
        PQputCopyData(connection, $0.baseAddress?.advanced(by: sent).assumingMemoryBound(to: CChar.self), Int32(size))
      }
      guard code == 1 else { throw PostgresError(connection: connection) }
      sent += size
      try flush()
    }
    guard PQputCopyEnd(connection, sent < bytes.count ? "cancelled" : nil) == 1 else { throw PostgresError(connection: connection) }
    return try collect().affectedRows
  }

  /// The next whole rows, about 64 kB of them; nil at the end.
  func copyOutChunk() throws -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < Self.chunk, try appendRow(to: &bytes) {}
    return bytes.isEmpty ? nil : bytes
  }

  /// False at the end of the data.
  private func appendRow(to bytes: inout [UInt8]) throws -> Bool {
    while true {
      var row: UnsafeMutablePointer<CChar>?
      let length = PQgetCopyData(connection, &row, 1)
      guard length <= 0 else {
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: row, count: Int(length)))
        PQfreemem(row)
        return true
      }
      guard length == 0 else {
        // -1 is the end and -2 an error; both are in the results. When the end was met before, there is none left.
        if PQtransactionStatus(connection) == PQTRANS_ACTIVE || length == -2 { _ = try collect() }
        return false
      }
      _ = try read()
    }
  }

  /// Ends a COPY whose reader has had enough.
  func stopCopyOut() {
    guard PQtransactionStatus(connection) == PQTRANS_ACTIVE else { return }
    cancel()
    var rest: [UInt8] = []
    while (try? appendRow(to: &rest)) == true { rest.removeAll(keepingCapacity: true) }
  }
}
