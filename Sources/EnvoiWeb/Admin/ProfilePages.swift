internal import Envoi
internal import HTTPTypes

/// What users change of themselves: name, language, password, second factor.
struct ProfilePages {
  let users: Users
  let audit: Audit

  private struct Model: Sendable {
    let address: String
    let name: String
    let languages: [Choice]
    let hasSecondFactor: Bool
    var secret: String?
    var uri: String?
    var problem: String?
  }

  func add(to routes: PageRoutes) {
    routes.get("admin/profile", for: .users) { request in try page(request) }
    routes.post("admin/profile", for: .users) { request in
      let language = request.form["language"].flatMap(Language.init(rawValue:))
      let note = AuditNote("user.set", by: request.visitor.actor)
      _ = try await users.set(try request.user.id, name: request.form["name"] ?? "", language: language, note: note)
      return .redirect("/admin/profile", notice: "done_saved")
    }
    routes.post("admin/profile/password", for: .users) { request in try await changePassword(request) }
    routes.post("admin/profile/factor", for: .users) { request in try await changeFactor(request) }
  }

  private func page(_ request: PageRequest, problem: String? = nil, secret: String? = nil, uri: String? = nil) throws -> PageAnswer {
    let user = try request.user
    let model = Model(
      address: "\(user.address)", name: user.name ?? "",
      languages: Language.allCases.map { Choice($0.rawValue, request.labels("language_\($0.rawValue)"), isChosen: $0 == user.language) },
      hasSecondFactor: user.hasSecondFactor, secret: secret, uri: uri, problem: problem)
    return .page("profile", model, status: problem == nil ? .ok : .unprocessableContent)
  }

  private func changePassword(_ request: PageRequest) async throws -> PageAnswer {
    let text = request.form.raw("password")
    guard text == request.form.raw("repeated") else { return try page(request, problem: request.labels("password_differs")) }
    do {
      guard
        try await users.changePassword(try request.user, from: request.form.raw("old"), to: Password(text), session: request.visitor.token)
      else {
        return try page(request, problem: request.labels("password_wrong"))
      }
    } catch let error as InvalidInput { return try page(request, problem: request.labels("password_rule", ["rule": error.rule])) }
    try await audit.record("user.password", subject: "\(request.user.address)", site: nil, detail: nil, by: request.visitor.actor)
    return .redirect("/admin/profile", notice: "done_saved")
  }

  private func changeFactor(_ request: PageRequest) async throws -> PageAnswer {
    let user = try request.user
    let note = AuditNote("user.factor", by: request.visitor.actor)
    switch request.form["action"] {
    case "begin":
      let factor = users.newSecondFactor(for: user)
      return try page(request, secret: factor.base32, uri: factor.uri)
    case "enable":
      let secret = try request.form.required("secret")
      guard try await users.enable(secret, code: request.form["code"] ?? "", for: user, note: note) else {
        return try page(request, problem: request.labels("factor_wrong"), secret: secret)
      }
      return .redirect("/admin/profile", notice: "done_factor_on")
    case "disable":
      guard try await users.disableSecondFactor(user, password: request.form.raw("password"), note: note) else {
        return try page(request, problem: request.labels("password_wrong"))
      }
      return .redirect("/admin/profile", notice: "done_factor_off")
    default: throw Problem(.badRequest)
    }
  }
}
