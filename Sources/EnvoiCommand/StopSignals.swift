import Envoi
import UnixSignals

/// SIGTERM and SIGINT stop a worker: once, after what is under way; twice, at once.
enum StopSignals {
  static func running<Value: Sendable>(_ worker: Worker, _ body: @Sendable () async throws -> Value) async throws -> Value {
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let listening = Task { for await _ in signals { worker.stop() } }
    defer { listening.cancel() }
    return try await body()
  }
}
