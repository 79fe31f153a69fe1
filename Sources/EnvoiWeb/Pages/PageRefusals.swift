internal import Hummingbird

/// Shows a browser a page where the admin has none, or cannot find out who asks.
struct PageRefusals: RouterMiddleware {
  let server: PageServer

  func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
    do { return try await next(request, context) } catch {
      guard server.isPage(request) else { throw error }
      return try await server.refuse(error, request, context)
    }
  }
}
