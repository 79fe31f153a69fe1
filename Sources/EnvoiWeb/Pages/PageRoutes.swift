internal import Hummingbird

/// Where pages are registered. There is no way to add one without saying who may ask for it.
struct PageRoutes {
  private let router: any RouterMethods<WebContext>
  private let server: PageServer

  init(_ router: some RouterMethods<WebContext>, _ server: PageServer) { (self.router, self.server) = (router, server) }

  func get(_ path: String, for audience: Audience, _ handler: @escaping PageServer.Handler) {
    router.get(RouterPath(path)) { [server] request, context in try await server.answer(request, context, for: audience, handler) }
  }

  func post(_ path: String, for audience: Audience, taking body: FormBody = .plain, _ handler: @escaping PageServer.Handler) {
    router.post(RouterPath(path)) { [server] request, context in
      try await server.answer(request, context, for: audience, taking: body, handler)
    }
  }
}
