internal import Envoi
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Postgres

/// Answers requests for pages: finds out who asks, refuses who may not, checks forms, and dresses what comes of it.
struct PageServer: Sendable {
  typealias Handler = @Sendable (PageRequest) async throws -> PageAnswer

  let base: PublicURL
  let sessions: Sessions
  let templates: Templates
  private let budget: BodyBudget

  /// `__Host-` keeps other hosts of the domain from setting it; browsers take that only over TLS, with the path /.
  private var cookieName: String { isSecure ? "__Host-envoi" : "envoi" }
  private var deviceCookieName: String { "\(cookieName)-device" }
  private var isSecure: Bool { base.origin.hasPrefix("https:") }

  init(base: PublicURL, sessions: Sessions, budget: BodyBudget) throws {
    (self.base, self.sessions, self.budget) = (base, sessions, budget)
    templates = try Templates()
  }

  func answer(
    _ request: Request, _ context: WebContext, for audience: Audience, taking body: FormBody = .plain, _ handler: Handler
  ) async throws -> Response {
    var visitor = visitor(request, context, audience)
    var response: Response
    do {
      try await recognise(&visitor, request)
      response = guarded(try dress(try await made(request, context, visitor, audience, body, handler), request, visitor))
    } catch { response = try refusal(error, request, context, visitor) }
    if visitor.isNew, audience != .world, response.headers[.setCookie] == nil { response.headers[.setCookie] = cookie(visitor.token) }
    return response
  }

  /// Whether a browser would ask for it, though there may be no such page.
  func isPage(_ request: Request) -> Bool {
    let path = request.uri.path.dropPrefix(base.path)
    return path == "/admin" || path.hasPrefix("/admin/") || path.hasPrefix("/contact/")
  }

  /// The page that says what is wrong where no page's own route does: there is none, or no database.
  func refuse(_ error: any Error, _ request: Request, _ context: WebContext) async throws -> Response {
    var visitor = visitor(request, context, .visitors)
    try? await recognise(&visitor, request)
    return try refusal(error, request, context, visitor)
  }

  private func refusal(_ error: any Error, _ request: Request, _ context: WebContext, _ visitor: Visitor) throws -> Response {
    let problem = Problem(error, context)
    var response = try dress(ErrorPage.answer(problem, visitor), request, visitor)
    response.headers[.retryAfter] = problem.retryAfter.map(String.init)
    return guarded(response)
  }

  private func guarded(_ response: Response) -> Response {
    var response = response
    for (name, value) in Self.headers where response.headers[name] == nil { response.headers[name] = value }
    return response
  }

  /// As the request alone tells: nobody, with the cookie that they brought.
  private func visitor(_ request: Request, _ context: WebContext, _ audience: Audience) -> Visitor {
    // From an empty one anybody could make the token of its forms.
    let given = audience == .world ? nil : request.cookies[cookieName].flatMap { $0.value.isEmpty ? nil : $0.value }
    let language = chosenLanguage(request) ?? request.headers[.acceptLanguage].flatMap(Labels.language(accepted:))
    return Visitor(
      token: given ?? AccessToken().text, isNew: given == nil, user: nil, language: language ?? .en, hasLanguage: language != nil,
      client: context.client(of: request), device: request.cookies[deviceCookieName]?.value)
  }

  /// Finds the user of the cookie.
  private func recognise(_ visitor: inout Visitor, _ request: Request) async throws {
    guard !visitor.isNew else { return }
    visitor.user = try await sessions.user(token: visitor.token)
    if let language = visitor.user?.language, chosenLanguage(request) == nil { visitor.language = language }
  }

  private func chosenLanguage(_ request: Request) -> Language? {
    request.uri.queryParameters["language"].flatMap { Language(rawValue: String($0)) }
  }

  /// Path and query below the base.
  private func target(_ request: Request) -> String {
    request.uri.path.dropPrefix(base.path) + (request.uri.query.map { "?\($0)" } ?? "")
  }

  private func made(
    _ request: Request, _ context: WebContext, _ visitor: Visitor, _ audience: Audience, _ body: FormBody, _ handler: Handler
  ) async throws -> PageAnswer {
    let target = target(request)
    let isPost = request.method == .post
    switch audience {
    case .world, .visitors: break
    case .users, .operators:
      guard let user = visitor.user else {
        guard !isPost else { throw Problem(.forbidden, visitor.labels("error_session")) }
        return .redirect("/admin/login?" + Fields([("next", target)]).urlEncoded)
      }
      if audience == .operators, user.role(on: nil) != .operator { throw Problem(.forbidden) }
    }
    var page = PageRequest(
      visitor: visitor, parameters: context.parameters, query: try Fields(urlEncoded: request.uri.query ?? ""), target: target)
    guard isPost else { return try await handler(page) }
    let limit: Int
    switch (body, request.mediaType) {
    case (.files(let bytes), "multipart/form-data"): limit = try await bytes(page)
    case (.fields(let bytes), nil), (.fields(let bytes), "application/x-www-form-urlencoded"): limit = bytes
    default: throw Problem(.unsupportedMediaType)
    }
    return try await budget.withBody(of: request, upTo: limit) { bytes in
      (page.form, page.files) = try form(request, [UInt8](buffer: bytes))
      if audience != .world { try check(request, page) }
      return try await handler(page)
    }
  }

  private func form(_ request: Request, _ bytes: [UInt8]) throws -> (Fields, [AttachedFiles.Part]) {
    if request.mediaType == "multipart/form-data" {
      return try Fields.form(MultipartForm.parts(bytes, contentType: request.headers[.contentType] ?? ""))
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Problem(.badRequest) }
    return (try Fields(urlEncoded: text), [])
  }

  /// - Throws: ``Problem`` where a form comes from elsewhere.
  private func check(_ request: Request, _ page: PageRequest) throws(Problem) {
    // Browsers say it since 2023; where one does not, the token alone decides.
    let site = request.headers[Self.fetchSite]
    guard site == nil || site == "same-origin" || site == "none", page.visitor.isOwn(formToken: page.form.raw("token")) else {
      throw Problem(.forbidden, page.labels("error_stale_form"))
    }
  }

  private func dress(_ answer: PageAnswer, _ request: Request, _ visitor: Visitor) throws -> Response {
    var visitor = visitor
    if let language = answer.language { visitor.language = language }
    var response: Response
    switch answer.content {
    case .response(let made): response = made
    case .redirect(let path): response = Response(status: .seeOther, headers: [.location: base.path + path])
    case .page(let template, let model):
      let html = try html(template, model, request, visitor)
      response = Response(status: answer.status, headers: Self.htmlHeaders, body: .init(byteBuffer: ByteBuffer(string: html)))
    case .stream(let template, let model, let body):
      let halves = try html(template, model, request, visitor).split(separator: PageStream.mark, maxSplits: 1)
      response = Response(
        status: answer.status, headers: Self.htmlHeaders,
        body: ResponseBody { [templates] writer in
          try await writer.write(ByteBuffer(substring: halves[0]))
          var stream = PageStream(templates: templates, writer: writer)
          try await body(&stream)
          try await writer.write(ByteBuffer(substring: halves[1]))
          try await writer.finish(nil)
        })
      // nginx would keep it until it is whole.
      response.headers[Self.buffering] = "no"
    }
    switch answer.cookie {
    case .session(let token, let device):
      response.headers[.setCookie] = cookie(token)
      response.headers.append(HTTPField(name: .setCookie, value: cookie(device, "; Max-Age=31536000", name: deviceCookieName)))
    case .end: response.headers[.setCookie] = cookie("", "; Max-Age=0")
    case nil: break
    }
    return response
  }

  private func html(_ template: String, _ model: any Sendable, _ request: Request, _ visitor: Visitor) throws -> String {
    let query = (try? Fields(urlEncoded: request.uri.query ?? "")) ?? Fields()
    return try templates.render(template, Frame(base: base.path, visitor: visitor, target: target(request), query: query, page: model))
  }

  /// A part of a page, for one that keeps itself current.
  func fragment(_ template: String, _ model: any Sendable, _ visitor: Visitor) throws -> String {
    try templates.render("\(template)-alone", Frame(base: base.path, visitor: visitor, target: "", query: Fields(), page: model))
  }

  /// Lax: a link in a mail finds its reader logged in, and no form of another site does.
  private func cookie(_ value: String, _ more: String = "", name: String? = nil) -> String {
    "\(name ?? cookieName)=\(value); Path=/; HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")\(more)"
  }

  /// A page runs no script and loads nothing that is not ours, stands in no other's frame, and stays in no cache.
  private static let headers: [(HTTPField.Name, String)] = [
    (
      .contentSecurityPolicy,
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    (.xContentTypeOptions, "nosniff"), (.cacheControl, "no-store"), (referrerPolicy, "same-origin"), (openerPolicy, "same-origin"),
  ]

  private static let htmlHeaders: HTTPFields = [.contentType: "text/html; charset=utf-8"]
  private static let buffering = field("X-Accel-Buffering")
  private static let referrerPolicy = field("Referrer-Policy")
  private static let openerPolicy = field("Cross-Origin-Opener-Policy")
  private static let fetchSite = field("Sec-Fetch-Site")

  /// Names of ours are valid; the type does not know.
  private static func field(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .server }
}

extension String {
  /// Without this at its front, where it is there.
  func dropPrefix(_ prefix: String) -> String { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self }
}
