internal import Envoi
internal import HTTPTypes
internal import Hummingbird

/// Routes of the API with the scope that each wants. Methods that a path has not are answered with those that it has.
struct APIRouter {
  typealias Handler = @Sendable (Request, APIContext) async throws -> Response

  private static let methods: [HTTPRequest.Method] =
    [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect] + ["QUERY"].compactMap { HTTPRequest.Method($0) }

  private let open: RouterGroup<WebContext>
  /// For routes that answer otherwise than with JSON.
  let keyed: RouterGroup<APIContext>
  private var known: [String: [HTTPRequest.Method]] = [:]

  init(_ router: some RouterMethods<WebContext>, keys: BearerKeys) {
    open = router.group("v1")
    keyed = open.group().add(middleware: keys).group(context: APIContext.self)
  }

  mutating func on(
    _ method: HTTPRequest.Method, _ path: String, _ scope: Scope, gives type: String = "application/json", use handler: @escaping Handler
  ) {
    for method in known(method, path) {
      keyed.on(RouterPath(path), method: method) { request, context in
        try context.require(scope)
        try request.mustAccept(type)
        let response = try await handler(request, context)
        return method == .head ? response.createHeadResponse() : response
      }
    }
  }

  /// One that needs no key.
  mutating func onOpen(_ path: String, use handler: @escaping @Sendable (Request, WebContext) async throws -> Response) {
    for method in known(.get, path) {
      open.on(RouterPath(path), method: method) { request, context in
        let response = try await handler(request, context)
        return method == .head ? response.createHeadResponse() : response
      }
    }
  }

  /// - Returns: what goes with it: HEAD with GET.
  private mutating func known(_ method: HTTPRequest.Method, _ path: String) -> [HTTPRequest.Method] {
    let methods = method == .get ? [.get, .head] : [method]
    known[path, default: []] += methods
    return methods
  }

  /// Answers the methods that are none of each path's.
  func refuseOthers() {
    for (path, methods) in known {
      for method in Self.methods where !methods.contains(method) {
        open.on(RouterPath(path), method: method) { _, _ -> Response in
          var problem = Problem(.methodNotAllowed)
          problem.headers[.allow] = methods.map(\.rawValue).sorted().joined(separator: ", ")
          throw problem
        }
      }
    }
  }
}
