internal import Envoi
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Transport

/// Where gateways call back: `/receipts/<transport>/<token>` and `/incoming/<transport>/<token>`, by GET or POST.
struct CallbackRoutes {
  /// Bytes: gateways write some hundred.
  private static let bodyLimit = 64 << 10

  let callbacks: Callbacks
  let publicURL: PublicURL
  let log: Logger

  func add<Context: RequestContext>(to router: some RouterMethods<Context>) {
    for method in [HTTPRequest.Method.get, .post] {
      router.on("receipts/:transport/:token", method: method) { request, context in
        try await answer(request, context, callbacks.receipt)
      }
      router.on("incoming/:transport/:token", method: method) { request, context in
        try await answer(request, context, callbacks.incoming)
      }
    }
  }

  private func answer(
    _ request: Request, _ context: some RequestContext, _ take: (Callback, Int32, String) async throws -> CallbackReply
  ) async throws -> Response {
    guard let transport = context.parameters.get("transport", as: Int32.self), let token = context.parameters.get("token") else {
      throw Problem(.notFound)
    }
    let reply: CallbackReply
    do {
      reply = try await take(callback(request), transport, token)
    } catch {
      guard let (problem, why) = Self.problem(error) else { throw error }
      log.notice("a callback was refused", metadata: ["transport": "\(transport)", "why": "\(why)"])
      throw problem
    }
    var headers: HTTPFields = [:]
    headers[.contentType] = reply.type
    return Response(status: .init(code: reply.status), headers: headers, body: .init(byteBuffer: ByteBuffer(string: reply.body)))
  }

  private func callback(_ request: Request) async throws -> Callback {
    let body = try await request.body.collect(upTo: Self.bodyLimit)
    let target = request.uri.path + (request.uri.query.map { "?\($0)" } ?? "")
    return Callback(
      method: request.method.rawValue, url: publicURL.url(of: target),
      headers: request.headers.compactMap { try? HTTPHeader(name: $0.name.rawName, value: $0.value) }, body: [UInt8](buffer: body))
  }

  /// - Returns: what the gateway hears, and what the operator does: the gateway's own words are for neither.
  private static func problem(_ error: any Error) -> (Problem, why: String)? {
    switch error {
    case let error as UnknownCallback: (Problem(.notFound), error.description)
    case CallbackRefusal.forged(let why): (Problem(.forbidden), why)
    case CallbackRefusal.malformed(let why): (Problem(.badRequest, why), why)
    case is EarlyReceipt: (Problem(.serviceUnavailable, retryAfter: 5), "no row has the gateway's id as yet")
    default: nil
    }
  }
}
