internal import Envoi
internal import HTTPTypes

/// The first password, and one that was forgotten: both by a link that is good for once.
struct PasswordPages {
  let users: Users
  let throttle: Throttle
  let audit: Audit

  private struct Model: Sendable {
    let path: String
    let address: String
    var problem: String?
  }

  private struct Forgotten: Sendable {
    let isSent: Bool
  }

  func add(to routes: PageRoutes) {
    routes.get("admin/password", for: .visitors) { _ in .page("forgotten", Forgotten(isSent: false)) }
    routes.post("admin/password", for: .visitors, taking: .short) { request in
      if let seconds = try await throttle.seconds(
        "forgotten-client \(ClientAddress(request.visitor.client)?.network ?? request.visitor.client)", limit: 20, per: .seconds(3600))
      {
        throw Problem(.tooManyRequests, request.labels("login_throttled", count: (seconds + 59) / 60), retryAfter: seconds)
      }
      try await users.forgot(address: request.form["address"] ?? "")
      return .page("forgotten", Forgotten(isSent: true))
    }
    // A scanner of mails follows links: only the form uses it up.
    routes.get("admin/welcome/:token", for: .visitors) { request in
      let token = try request.parameter("token")
      guard let user = try await users.owner(ofLink: token) else { return expired(request) }
      return .page("welcome", Model(path: "/admin/welcome/\(token)", address: "\(user.address)"))
    }
    routes.post("admin/welcome/:token", for: .visitors, taking: .short) { request in try await set(request) }
  }

  private func set(_ request: PageRequest) async throws -> PageAnswer {
    let token = try request.parameter("token")
    guard let user = try await users.owner(ofLink: token) else { return expired(request) }
    func again(_ problem: String) -> PageAnswer {
      .page("welcome", Model(path: "/admin/welcome/\(token)", address: "\(user.address)", problem: problem), status: .unprocessableContent)
    }
    let text = request.form.raw("password")
    guard text == request.form.raw("repeated") else { return again(request.labels("password_differs")) }
    do {
      guard let owner = try await users.setPassword(Password(text), link: token) else { return expired(request) }
      try await audit.record(
        "user.password", subject: "\(owner.address)", site: nil, detail: nil,
        by: Actor(name: "\(owner.address) (link)", client: request.visitor.actor.client))
    } catch let error as InvalidInput { return again(request.labels("password_rule", ["rule": error.rule])) }
    return .redirect("/admin/login", notice: "done_password")
  }

  private func expired(_ request: PageRequest) -> PageAnswer {
    ErrorPage.answer(Problem(.notFound, request.labels("welcome_expired")), request.visitor)
  }
}
