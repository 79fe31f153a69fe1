internal import Envoi
internal import HTTPTypes
internal import MessageFormat

/// The people who use the admin: who they are, and what they may do where.
struct UserPages {
  let users: Users
  let sites: Sites

  private struct List: Sendable {
    struct Row: Sendable {
      let id: Int32
      let address: String
      let person: String?
      let roles: String
      let state: String
      let mood: String
      let hasSecondFactor: Bool
      let lastLogin: Formatting.Moment?
    }

    let rows: [Row]
  }

  private struct Model: Sendable {
    let address: String
    let path: String
    let isNew: Bool
    let isEnabled: Bool
    let isInvited: Bool
    let hasSecondFactor: Bool
    let values: [String: String]
    let languages: [Choice]
    let roles: [Place]
    let problem: Complaint?
  }

  private struct Removal: Sendable {
    let address: String
    let path: String
    let problem: Complaint?

    init(_ user: User, _ problem: Complaint? = nil) {
      (address, path, self.problem) = ("\(user.address)", "/admin/users/\(user.id)", problem)
    }
  }

  /// Where a role may be given.
  private struct Place: Sendable {
    let id: String
    let place: String
    let choices: [Choice]
  }

  func add(to routes: PageRoutes) {
    routes.get("admin/users", for: .operators) { request in try await list(request) }
    routes.get("admin/users/add", for: .operators) { request in
      try await page(nil, ["language": request.visitor.language.rawValue, "role.all": Role.viewer.rawValue], request)
    }
    routes.post("admin/users/add", for: .operators) { request in try await add(request) }
    routes.get("admin/users/:id", for: .operators) { request in
      let user = try await find(request)
      return try await page(user, Self.values(of: user), request)
    }
    routes.post("admin/users/:id", for: .operators) { request in try await set(request) }
    routes.post("admin/users/:id/invite", for: .operators) { request in try await invite(request) }
    routes.post("admin/users/:id/factor", for: .operators) { request in
      let user = try await find(request)
      try await users.resetSecondFactor(of: user, note: AuditNote("user.factor", by: request.visitor.actor))
      return .redirect("/admin/users/\(user.id)", notice: "done_factor_off")
    }
    routes.get("admin/users/:id/remove", for: .operators) { request in
      .page("user_remove", Removal(try await find(request)))
    }
    routes.post("admin/users/:id/remove", for: .operators) { request in try await remove(request) }
  }

  private func find(_ request: PageRequest) async throws -> User {
    guard let id = Int32(exactly: try request.number("id")), let user = try await users.find(id) else { throw Problem(.notFound) }
    return user
  }

  // MARK: Pages

  private func list(_ request: PageRequest) async throws -> PageAnswer {
    let labels = request.labels
    let formatting = Formatting(labels.language)
    let rows = try await users.list().map { user in
      let state = !user.isEnabled ? "off" : user.hasPassword ? "on" : "invited"
      return List.Row(
        id: user.id, address: "\(user.address)", person: user.name,
        roles: user.grants.map { "\(labels("role_\($0.role.rawValue)")) (\($0.domain ?? labels("user_everywhere")))" }.joined(
          separator: ", "),
        state: labels("user_\(state)"), mood: ["on": "sent", "off": "off"][state] ?? "sending", hasSecondFactor: user.hasSecondFactor,
        lastLogin: user.lastLoginAt.map(formatting.time))
    }
    return .page("users", List(rows: rows))
  }

  private func page(_ user: User?, _ values: [String: String], _ request: PageRequest, _ error: InvalidInput? = nil) async throws
    -> PageAnswer
  {
    let labels = request.labels
    func place(_ id: String, _ name: String) -> Place {
      let chosen = values["role.\(id)"] ?? ""
      let roles = Role.allCases.map { Choice($0.rawValue, labels("role_\($0.rawValue)"), isChosen: $0.rawValue == chosen) }
      return Place(id: "role.\(id)", place: name, choices: [Choice("", labels("role_none"), isChosen: chosen.isEmpty)] + roles)
    }
    let model = Model(
      address: user.map { "\($0.address)" } ?? "", path: user.map { "/admin/users/\($0.id)" } ?? "/admin/users/add",
      isNew: user == nil, isEnabled: user?.isEnabled ?? true, isInvited: user.map { !$0.hasPassword } ?? false,
      hasSecondFactor: user?.hasSecondFactor ?? false, values: values,
      languages: Language.allCases.map {
        Choice($0.rawValue, labels("language_\($0.rawValue)"), isChosen: $0.rawValue == values["language"])
      },
      roles: [place("all", labels("user_everywhere"))] + (try await sites.all()).map { place("\($0.id)", $0.domain) },
      problem: error.map { Complaint($0, labels) })
    return .page("user", model, status: error == nil ? .ok : .unprocessableContent)
  }

  private static func values(of user: User) -> [String: String] {
    Fields(
      [("name", user.name ?? ""), ("language", user.language.rawValue), ("enabled", user.isEnabled ? "on" : "")]
        + user.grants.map { ("role.\($0.site.map(String.init) ?? "all")", $0.role.rawValue) }
    ).values
  }

  /// - Throws: ``InvalidInput`` where no role is given, with which one could do nothing.
  private func grants(_ form: Fields) async throws -> [(site: Int32?, role: Role)] {
    let places: [Int32?] = [nil] + (try await sites.all()).map(\.id)
    let grants = places.compactMap { site in
      form["role.\(site.map(String.init) ?? "all")"].flatMap(Role.init).map { (site: site, role: $0) }
    }
    guard !grants.isEmpty else { throw InvalidInput("role", "must be given for one site at least, or for all") }
    return grants
  }

  // MARK: Changes

  private func add(_ request: PageRequest) async throws -> PageAnswer {
    let form = request.form
    let user: User
    do {
      let text = try form.required("address")
      let address: EmailAddress
      do { address = try EmailAddress(text) } catch { throw InvalidInput("address", "\(error)") }
      user = try await users.add(
        address: address, name: form["name"], language: form["language"].flatMap(Language.init) ?? request.visitor.language,
        grants: grants(form), note: AuditNote("user.add", by: request.visitor.actor), detail: Self.detail)
    } catch let error as InvalidInput { return try await page(nil, form.values, request, error) }
    return try await sendInvitation(user, note: nil, request, notice: "done_user_added")
  }

  private func set(_ request: PageRequest) async throws -> PageAnswer {
    let user = try await find(request)
    do {
      _ = try await users.set(
        user.id, name: request.form["name"] ?? "", language: request.form["language"].flatMap(Language.init),
        grants: grants(request.form), isEnabled: request.form["enabled"] != nil, note: AuditNote("user.set", by: request.visitor.actor),
        detail: { Self.detail($0).changes(from: Self.detail(user)) })
      return .redirect("/admin/users", notice: "done_saved")
    } catch let error as InvalidInput { return try await page(user, request.form.values, request, error) }
  }

  private func invite(_ request: PageRequest) async throws -> PageAnswer {
    let user = try await find(request)
    return try await sendInvitation(user, note: AuditNote("user.invite", by: request.visitor.actor), request, notice: "done_user_invited")
  }

  /// Who is there stays there when no mail can be sent.
  private func sendInvitation(_ user: User, note: AuditNote?, _ request: PageRequest, notice: String) async throws -> PageAnswer {
    do { try await users.invite(user, note: note) } catch let error as InvalidInput {
      return try await page(user, Self.values(of: user), request, error)
    }
    return .redirect("/admin/users", notice: notice)
  }

  private func remove(_ request: PageRequest) async throws -> PageAnswer {
    let user = try await find(request)
    do {
      try await users.remove(user.id, note: AuditNote("user.remove", by: request.visitor.actor))
      return .redirect("/admin/users", notice: "done_user_removed")
    } catch let error as InvalidInput {
      return .page("user_remove", Removal(user, Complaint(error, request.labels)), status: .unprocessableContent)
    }
  }

  /// For the audit.
  private static func detail(_ user: User) -> [String: String] {
    let roles = user.grants.map { "\($0.role.rawValue)\($0.domain.map { " (\($0))" } ?? "")" }.joined(separator: ", ")
    return ["name": user.name ?? "", "language": user.language.rawValue, "role": roles, "enabled": user.isEnabled ? "on" : ""]
  }
}
