internal import Envoi
internal import HTTPTypes

/// Logging in and out.
struct LoginPages {
  let sessions: Sessions
  let audit: Audit

  private struct Model: Sendable {
    let next: String
    var address = ""
    var problem: String?
  }

  func add(to routes: PageRoutes) {
    routes.get("admin/login", for: .visitors) { request in
      if request.visitor.user != nil { return .redirect(Self.target(request.query)) }
      return .page("login", Model(next: Self.target(request.query)))
    }
    routes.post("admin/login", for: .visitors, taking: .short) { request in try await logIn(request) }
    routes.post("admin/logout", for: .visitors, taking: .short) { request in
      try await sessions.logOut(token: request.visitor.token)
      var answer = PageAnswer.redirect("/admin/login", notice: "done_logout")
      answer.cookie = .end
      return answer
    }
  }

  private func logIn(_ request: PageRequest) async throws -> PageAnswer {
    let address = request.form["address"] ?? ""
    var model = Model(next: Self.target(request.form), address: address)
    let login = try await sessions.logIn(
      address: address, password: request.form.raw("password"), code: request.form["code"], client: request.visitor.client,
      device: request.visitor.device)
    switch login {
    case .welcome(let token, let device, let user):
      // Whoever put their own cookie into this browser has nothing of it: it is another one from now on.
      try await sessions.logOut(token: request.visitor.token)
      try await audit.record(
        "user.login", subject: "\(user.address)", site: nil, detail: nil,
        by: Actor(name: "\(user.address) (admin)", client: request.visitor.actor.client))
      var answer = PageAnswer.redirect(model.next)
      answer.cookie = .session(token, device: device)
      return answer
    case .needsCode:
      model.problem = request.labels("login_needs_code")
      return .page("login", model, status: .unauthorized)
    case .refused:
      model.problem = request.labels("login_refused")
      return .page("login", model, status: .unauthorized)
    case .throttled(let seconds):
      throw Problem(.tooManyRequests, request.labels("login_throttled", count: (seconds + 59) / 60), retryAfter: seconds)
    }
  }

  /// Where to after logging in: a page of the admin, whatever the link says.
  private static func target(_ fields: Fields) -> String {
    guard let next = fields["next"], next.wholeMatch(of: /\/admin([\/?][A-Za-z0-9\-._~%\/?=&+:@!,]*)?/) != nil,
      !next.hasPrefix("/admin/login")
    else { return "/admin" }
    return next
  }
}
