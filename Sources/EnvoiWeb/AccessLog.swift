internal import Hummingbird
internal import Logging

/// One line a request; of the API, which may have thousands a second, only where one was refused. Of the path only the route, as it may have
/// a token in it; of the query nothing.
struct AccessLog<Context: RequestContext>: RouterMiddleware {
  let log: Logger
  /// How the routes of the API begin.
  let api: [String]

  func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
    let start = ContinuousClock.now
    let response = try await next(request, context)
    let route = context.endpointPath ?? "-"
    log.log(
      level: response.status.code < 400 && api.contains(where: route.hasPrefix) ? .debug : .info, "request",
      metadata: [
        "method": "\(request.method.rawValue)", "route": "\(route)", "status": "\(response.status.code)",
        "ms": "\(start.duration(to: .now) / .milliseconds(1))",
      ])
    return response
  }
}
