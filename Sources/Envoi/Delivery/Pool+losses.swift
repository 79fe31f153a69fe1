internal import Logging
internal import Postgres

extension Pool {
  /// How long the database may be away before a run gives up: longer than a fail-over and a restart take.
  static let patience = Duration.seconds(120)

  /// Runs the body again on a new connection while the database is lost. The body must be safe to run twice.
  nonisolated(nonsending) func retryingLosses<Value>(
    _ log: Logger, patience: Duration = Pool.patience, _ body: (Connection) async throws -> Value
  ) async throws -> Value {
    let start = ContinuousClock.now
    var pause = Duration.milliseconds(50)
    while true {
      do { return try await withConnection { try await body($0) } } catch let error as PostgresError
        where (error.isConnectionLoss || error.isRetryable) && start.duration(to: .now) < patience
      {
        log.warning("lost the database, trying again", metadata: ["error": "\(error)"])
        try await Task.sleep(for: pause)
        pause = min(pause * 2, .seconds(2))
      }
    }
  }

  /// Claims under a lease. Where that fails the claim may have been made all the same: what the lease has is given back, and where the
  /// connection was lost the claim is made again.
  func claiming<Value: Sendable>(
    _ lease: Lease, log: Logger, _ claim: @Sendable (Connection) async throws -> Value
  ) async throws -> Value {
    do { return try await withConnection { try await claim($0) } } catch {
      let loss = error as? PostgresError
      let isLost = loss?.isConnectionLoss == true || loss?.isRetryable == true
      return try await retryingLosses(log) { connection in
        try await connection.execute(
          "UPDATE envoi.queue SET status = 'pending', token = NULL, lease_until = NULL WHERE token IS NOT NULL AND token = \(lease.token)")
        guard isLost else { throw error }
        lease.begin()
        return try await claim(connection)
      }
    }
  }
}
