internal import Hummingbird
internal import Logging

/// One line a request. Of the path only the route, as it may have a token in it; of the query nothing.
struct AccessLog<Context: RequestContext>: RouterMiddleware {
  let log: Logger

  func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
    let start = ContinuousClock.now
    let response = try await next(request, context)
    log.info(
      "request",
      metadata: [
        "method": "\(request.method.rawValue)", "route": "\(context.endpointPath ?? "-")", "status": "\(response.status.code)",
        "ms": "\(start.duration(to: .now) / .milliseconds(1))",
      ])
    return response
  }
}
