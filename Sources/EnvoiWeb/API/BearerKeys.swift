internal import Envoi
internal import HTTPTypes
internal import Hummingbird

/// Finds the key of a request (RFC 6750), and holds it to its rate. Nothing of the body is read before.
struct BearerKeys: RouterMiddleware {
  typealias Context = WebContext

  let ring: KeyRing
  let rates = KeyRates()

  func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
    guard let authorization = request.headers[.authorization], let blank = authorization.firstIndex(of: " "),
      authorization[..<blank].lowercased() == "bearer",
      let key = try await ring.find(token: String(authorization[blank...].drop { $0 == " " }))
    else { throw Self.unauthorized }
    if let wait = rates.wait(of: key) { throw Problem(.tooManyRequests, "this key may ask \(key.rate) times a second", retryAfter: wait) }
    var context = context
    context.key = key
    return try await next(request, context)
  }

  static var unauthorized: Problem {
    var problem = Problem(.unauthorized, "needs a key of the API: Authorization: Bearer envoi_…; envoi key add makes one")
    problem.headers[.wwwAuthenticate] = "Bearer realm=\"envoi\""
    return problem
  }
}
