import Envoi
import UnixSignals

/// SIGTERM and SIGINT.
enum StopSignals {
  /// They stop a worker: once, after what is under way; twice, at once.
  static func running<Value: Sendable>(_ worker: Worker, _ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let work = Task(operation: body)
    let listening = Task {
      var count = 0
      for await _ in signals {
        count += 1
        worker.stop()
        guard count == 2 else { continue }
        // The database may be away. What it does not get now is in the journal, for the next run.
        try await Task.sleep(for: .seconds(2))
        work.cancel()
      }
    }
    defer { listening.cancel() }
    return try await work.value
  }

  /// They cancel the body; a second one does not wait for what it still has to finish.
  static func cancelling(_ body: @escaping @Sendable () async throws -> Void) async throws {
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let work = Task(operation: body)
    let listening = Task {
      for await _ in signals {
        if work.isCancelled { Failure.exit(with: CancellationError()) }
        work.cancel()
      }
    }
    defer { listening.cancel() }
    try await work.value
  }
}
