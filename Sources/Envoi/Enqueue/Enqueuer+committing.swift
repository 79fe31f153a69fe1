internal import Logging
internal import Postgres

extension Enqueuer {
  /// Runs a write of rows whose ids were taken before it, and runs it again when the database is lost. Where the answer to COMMIT was lost
  /// the rows are looked for first, so that they go in once, whatever dies.
  ///
  /// - Throws: ``CommitInDoubt`` when the database was lost at COMMIT and does not come back.
  nonisolated(nonsending) func committing<Value>(
    _ rows: [Int], _ write: (Connection) async throws -> Value
  ) async throws -> Value {
    var written: Value?
    do {
      return try await database.retryingLosses(log, patience: patience) { connection in
        try await connection.transaction { connection in
          // The server may not know yet that the connection of the last attempt is lost: the lock waits until it does.
          try await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('envoi.enqueue', \(rows.first ?? 0)))")
          if let answer = written {
            let areThere = try await connection.row("SELECT EXISTS (SELECT FROM envoi.queue WHERE id = ANY(\(rows)))", as: Bool.self)
            if areThere == true { return answer }
            written = nil
          }
          let answer = try await write(connection)
          written = answer
          return answer
        }
      }
    } catch let error as PostgresError where error.isConnectionLoss && written != nil {
      throw CommitInDoubt(row: rows.first ?? 0, cause: error)
    }
  }
}
