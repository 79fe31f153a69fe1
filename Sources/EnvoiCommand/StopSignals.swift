import Envoi
import UnixSignals

/// SIGTERM and SIGINT.
enum StopSignals {
  /// They stop a worker: once, after what is under way; twice, at once.
  static func running<Value: Sendable>(_ worker: Worker, _ body: @Sendable () async throws -> Value) async throws -> Value {
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let listening = Task { for await _ in signals { worker.stop() } }
    defer { listening.cancel() }
    return try await body()
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
