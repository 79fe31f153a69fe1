import Envoi
import Glibc
import UnixSignals

/// SIGTERM, SIGINT, and SIGHUP unless it is ignored (nohup): a terminal that is lost is no reason for doubt.
enum StopSignals {
  /// timeout(1) and terminals send one to the process and to its group: those that come together are one.
  private static let together = Duration.milliseconds(500)

  private static var trapped: [UnixSignal] {
    var action = sigaction()
    sigaction(SIGHUP, nil, &action)
    let isIgnored = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    return [.sigterm, .sigint] + (isIgnored ? [] : [.sighup])
  }

  /// Each signal, but those that come together with the one before.
  private static func signals() async -> AsyncStream<Void> {
    let signals = await UnixSignalsSequence(trapping: trapped)
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    let task = Task {
      var last: ContinuousClock.Instant?
      for await _ in signals where last.map({ $0.duration(to: .now) > together }) ?? true {
        last = .now
        continuation.yield()
      }
    }
    continuation.onTermination = { _ in task.cancel() }
    return stream
  }

  /// They stop a worker: once, after what is under way; twice, at once.
  static func running<Value: Sendable>(_ worker: Worker, _ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await running(stop: { _ in worker.stop() }, body: body)
  }

  /// They stop what the body runs: the first one after what is under way, the others at once.
  ///
  /// - Parameter stop: gets whether it is the first.
  static func running<Value: Sendable>(
    stop: @escaping @Sendable (Bool) async -> Void, body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let signals = await signals()
    let work = Task(operation: body)
    let listening = Task {
      var count = 0
      for await _ in signals {
        count += 1
        await stop(count == 1)
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
    let signals = await signals()
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
