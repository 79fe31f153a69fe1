internal import Logging
internal import Postgres
internal import Synchronization

extension Enqueuer {
  /// Runs a write of rows whose ids were taken before it, and runs it again when the database is lost. Where the answer to COMMIT was lost
  /// the rows are looked for first, so that they go in once, whatever dies.
  ///
  /// - Throws: ``CommitInDoubt`` when the database was lost at COMMIT and does not come back.
  nonisolated(nonsending) func committing<Value: Sendable>(
    _ rows: [Int], _ write: @Sendable (_ connection: isolated Connection, _ now: Timestamp) async throws -> Value
  ) async throws -> Value {
    let written = Mutex<Value?>(nil)
    do {
      return try await database.retryingLosses(log, patience: patience) { try await attempt(rows, written, write, on: $0) }
    } catch let error as PostgresError where error.isConnectionLoss && written.withLock({ $0 != nil }) {
      throw CommitInDoubt(row: rows.first ?? 0, cause: error)
    }
  }

  /// All of it on the connection's own thread: to come and go between statements costs more than most of them.
  private func attempt<Value: Sendable>(
    _ rows: [Int], _ written: borrowing Mutex<Value?>, _ write: @Sendable (isolated Connection, Timestamp) async throws -> Value,
    on connection: isolated Connection
  ) async throws -> Value {
    try await connection.transaction { _ in
      // The server may not know yet that the connection of the last attempt is lost: the lock waits until it does.
      let now = try await connection.rows(
        "SELECT now() FROM pg_advisory_xact_lock(hashtextextended('envoi.enqueue', \(rows.first ?? 0)))", as: Timestamp.self)[0]
      if let answer = written.withLock(\.self) {
        let areThere = try await connection.row("SELECT EXISTS (SELECT FROM envoi.queue WHERE id = ANY(\(rows)))", as: Bool.self)
        if areThere == true { return answer }
        written.withLock { $0 = nil }
      }
      let answer = try await write(connection, now)
      written.withLock { $0 = answer }
      return answer
    }
  }
}
