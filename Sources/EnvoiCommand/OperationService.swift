import Envoi
import ServiceLifecycle

/// Carries out what was asked for in the admin, once it is no longer taken back.
struct OperationService: Service {
  let operations: Operations

  func run() async throws { try await cancelWhenGracefulShutdown { try await operations.run() } }
}
