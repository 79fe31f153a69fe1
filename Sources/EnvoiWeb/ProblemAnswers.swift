internal import Envoi
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Postgres

/// Turns whatever a route throws into a ``Problem``: nothing of the inside gets out.
struct ProblemAnswers<Context: RequestContext>: RouterMiddleware {
  func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
    do { return try await next(request, context) } catch { return Problem(error, context).response }
  }
}

extension Problem {
  init(_ error: any Error, _ context: some RequestContext) {
    switch error {
    case let problem as Problem: self = problem
    case let error as InvalidInput where error.field.hasPrefix("ENVOI_"): self = Problem(.serviceUnavailable, error.description)
    // What is no JSON is malformed; what is, and breaks a rule, is not.
    case let error as InvalidInput: self = Problem(error.field == "json" ? .badRequest : .unprocessableContent, error)
    case let error as KeyTaken: self = Problem(.conflict, error.error)
    case let error as Overloaded: self = Problem(.serviceUnavailable, error.description, retryAfter: 1)
    case is CommitInDoubt:
      self = Problem(
        .serviceUnavailable, "the database was lost at a COMMIT: it may be in; ask again with the same Idempotency-Key", retryAfter: 10)
    case let error as HTTPError: self = Problem(error.status, error.body)
    case is NIOTooManyBytesError: self = Problem(.contentTooLarge)
    case let error as any HTTPResponseError: self = Problem(error.status)
    case is CancellationError: self = Problem(.serviceUnavailable, "stopping", retryAfter: 10)
    case let error as PostgresError where error.isConnectionLoss || error.isRetryable:
      context.logger.warning("no database", metadata: ["error": "\(error)"])
      self = Problem(.serviceUnavailable, "no database", retryAfter: 10)
    case let error as PostgresError where error.isServerUnable:
      context.logger.error("the database takes nothing", metadata: ["error": "\(error)"])
      self = Problem(.serviceUnavailable, "the database takes nothing at the moment", retryAfter: 60)
    case let error as PostgresError where error.sqlState == "57014":
      self = Problem(.serviceUnavailable, "that takes too long: narrow the filter, by site, state or time", retryAfter: 10)
    // A change of a row that the database refuses.
    case let error as PostgresError where error.sqlState == "55006":
      self = Problem(.conflict, [error.message, error.hint].compactMap(\.self).joined(separator: "; "))
    default:
      context.logger.error("a request failed", metadata: ["route": "\(context.endpointPath ?? "-")", "error": "\(error)"])
      self = Problem(.internalServerError)
    }
  }
}
