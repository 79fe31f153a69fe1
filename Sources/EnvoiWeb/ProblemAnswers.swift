internal import Envoi
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Postgres

/// Turns whatever a route throws into a ``Problem``: nothing of the inside gets out.
struct ProblemAnswers<Context: RequestContext>: RouterMiddleware {
  func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
    do { return try await next(request, context) } catch { return problem(error, context).response }
  }

  private func problem(_ error: any Error, _ context: Context) -> Problem {
    switch error {
    case let problem as Problem: return problem
    case let error as HTTPError: return Problem(error.status, error.body)
    case is NIOTooManyBytesError: return Problem(.contentTooLarge)
    case let error as any HTTPResponseError: return Problem(error.status)
    case is CancellationError: return Problem(.serviceUnavailable, "stopping", retryAfter: 10)
    case let error as PostgresError where error.isConnectionLoss || error.isRetryable:
      context.logger.warning("no database", metadata: ["error": "\(error)"])
      return Problem(.serviceUnavailable, "no database", retryAfter: 10)
    default:
      context.logger.error("a request failed", metadata: ["route": "\(context.endpointPath ?? "-")", "error": "\(error)"])
      return Problem(.internalServerError)
    }
  }
}
