internal import Logging
internal import Postgres

extension Pool {
  /// How long the database may be away before a run gives up: longer than a fail-over and a restart take.
  static let patience = Duration.seconds(120)

  /// Runs the body again while the database is lost. It must be safe to run twice.
  nonisolated(nonsending) static func retryingLosses<Value>(
    _ log: Logger, patience: Duration = Pool.patience, _ body: () async throws -> Value
  ) async throws -> Value {
    let start = ContinuousClock.now
    var pause = Duration.milliseconds(50)
    while true {
      do { return try await body() } catch let error as PostgresError
        where (error.isConnectionLoss || error.isRetryable) && start.duration(to: .now) < patience
      {
        log.warning("lost the database, trying again", metadata: ["error": "\(error)"])
        try await Task.sleep(for: pause)
        pause = min(pause * 2, .seconds(2))
      }
    }
  }

  /// The same with a connection, a new one each time.
  nonisolated(nonsending) func retryingLosses<Value>(
    _ log: Logger, patience: Duration = Pool.patience, _ body: (Connection) async throws -> Value
  ) async throws -> Value {
    try await Self.retryingLosses(log, patience: patience) { try await withConnection { try await body($0) } }
  }
}
