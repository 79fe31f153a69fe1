import Envoi
import ServiceLifecycle

/// A worker beside the server.
struct WorkerService: Service {
  let worker: Worker
  /// Nothing is sent by a process that ends at once because its port is taken.
  let listening: AsyncStream<Void>

  init(worker: Worker, after listening: AsyncStream<Void>) {
    self.worker = worker
    self.listening = listening
  }

  func run() async throws {
    for await _ in listening.cancelOnGracefulShutdown() { break }
    guard !Task.isShuttingDownGracefully else { return }
    try await withGracefulShutdownHandler {
      try await worker.runForever(domains: [])
    } onGracefulShutdown: {
      worker.stop()
    }
  }
}
