import Envoi
import Logging
import ServiceLifecycle

/// Passes that were asked for in the admin, one after the other.
struct PassService: Service {
  let sites: AsyncStream<Site>
  /// A worker does one pass.
  let worker: @Sendable () async throws -> Worker
  let log: Logger

  func run() async throws {
    for await site in sites.cancelOnGracefulShutdown() {
      do {
        let worker = try await worker()
        _ = try await withGracefulShutdownHandler {
          try await worker.run(.send, sites: [site])
        } onGracefulShutdown: {
          worker.stop()
        }
      } catch { log.warning("a pass failed", metadata: ["site": "\(site.domain)", "error": "\(error)"]) }
    }
  }
}
