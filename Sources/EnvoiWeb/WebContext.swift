internal import Envoi
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// What every route knows of its request.
struct WebContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// Whose request of the API it is, once that is known.
  var key: APIKey?
  var proxies = TrustedProxies.standard
  private let peer: SocketAddress?

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    peer = source.channel.remoteAddress
  }

  /// Address of who asks, be it through a proxy; empty where it is not known.
  func client(of request: Request) -> String {
    peerAddress.map { proxies.client(of: $0, forwarded: Self.forwarded(request)).description } ?? ""
  }

  /// Whether somebody on this machine asks, and no proxy for somebody else.
  func isLocal(_ request: Request) -> Bool { peerAddress?.isLoopback == true && Self.forwarded(request) == nil }

  private var peerAddress: ClientAddress? { peer?.ipAddress.flatMap(ClientAddress.init) }

  private static func forwarded(_ request: Request) -> String? {
    HTTPField.Name("X-Forwarded-For").flatMap { request.headers[$0] }
  }

  /// Tells each request which proxies are believed.
  struct Trust: RouterMiddleware {
    let proxies: TrustedProxies

    func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
      var context = context
      context.proxies = proxies
      return try await next(request, context)
    }
  }
}
