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
    isCopyingOut = direction == .out
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
    while isCopyingOut, bytes.count < Self.chunk {
      if Task.isCancelled { throw CancellationError() }
      try appendRow(to: &bytes)
    }
    return bytes.isEmpty ? nil : bytes
  }

  private func appendRow(to bytes: inout [UInt8]) throws {
    var row: UnsafeMutablePointer<CChar>?
    switch PQgetCopyData(connection, &row, 1) {
    case let length where length > 0:
      bytes.append(contentsOf: UnsafeRawBufferPointer(start: row, count: Int(length)))
      PQfreemem(row)
    case 0:
      guard try read() else { throw PostgresError(connection: connection) }
    default:
      // -1 is the end and -2 an error; both are in the results.
      isCopyingOut = false
      _ = try collect()
    }
  }

  /// Ends a COPY whose reader has had enough.
  func stopCopyOut() {
    guard isCopyingOut else { return }
    cancel()
    do {
      var rest: [UInt8] = []
      while isCopyingOut {
        try appendRow(to: &rest)
        rest.removeAll(keepingCapacity: true)
      }
    } catch {
      // Mostly the server's word that it was cancelled.
      if isCopyingOut { close() }
    }
  }
}
