internal import Envoi
internal import HTTPTypes

/// The sites: which there are, one more, one less, and what is set of each.
struct SitePages {
  let sites: Sites
  let transports: SiteTransports
  let page: SitePage
  /// Folder of the Maildirs that new sites get.
  let sandbox: String

  private struct List: Sendable {
    struct Row: Sendable {
      let domain: String
      let sender: String
      let language: String
      let isEnabled: Bool
      let transports: [TransportRow]
    }

    let rows: [Row]
    let broken: [String]
    let isOperator: Bool
    let values: [String: String]
    let problem: Complaint?
  }

  private struct Removal: Sendable {
    let domain: String
    let typed: String?
    let problem: Complaint?
  }

  func add(to routes: PageRoutes) {
    routes.get("admin/sites", for: .users) { request in try await list(request) }
    routes.post("admin/sites", for: .operators) { request in try await add(request) }
    routes.get("admin/sites/:domain", for: .users) { request in
      try await page.answer(request, try await request.site(.viewer, among: sites))
    }
    routes.post("admin/sites/:domain", for: .users) { request in try await set(request) }
    routes.get("admin/sites/:domain/remove", for: .operators) { request in
      .page("site_remove", Removal(domain: try await request.site(.operator, among: sites).domain, typed: nil, problem: nil))
    }
    routes.post("admin/sites/:domain/remove", for: .operators) { request in try await remove(request) }
  }

  private func list(_ request: PageRequest, _ error: InvalidInput? = nil) async throws -> PageAnswer {
    let user = try request.user
    let isOperator = user.role(on: nil) == .operator
    let transports = Dictionary(grouping: try await transports.all(of: nil), by: \.siteID)
    let rows = try await sites.all().filter { user.role(on: $0.id) != nil }.map { site in
      List.Row(
        domain: site.domain, sender: "\(site.sender)", language: site.language, isEnabled: site.isEnabled,
        transports: TransportRow.rows(transports[site.id] ?? [], request.labels, zone: site.timeZone))
    }
    let model = List(
      rows: rows, broken: isOperator ? try await sites.broken().map(\.description) : [], isOperator: isOperator,
      values: request.form.values, problem: error.map { Complaint($0, request.labels) })
    return .page("sites", model, status: error == nil ? .ok : .unprocessableContent)
  }

  private func add(_ request: PageRequest) async throws -> PageAnswer {
    do {
      let settings = try SiteSettings(sender: request.form["from"])
      let note = AuditNote("site.add", detail: settings.sender.map { ["from": "\($0)"] }, by: request.visitor.actor)
      let site = try await sites.add(request.form.required("domain"), settings: settings, sandbox: sandbox, note: note)
      return .redirect("/admin/sites/\(site.domain)", notice: "done_site_added")
    } catch let error as InvalidInput { return try await list(request, error) }
  }

  private func set(_ request: PageRequest) async throws -> PageAnswer {
    let site = try await request.site(.operator, among: sites)
    do {
      let note = AuditNote("site.set", by: request.visitor.actor)
      _ = try await sites.set(site.domain, settings: SiteForm.settings(request.form), note: note) { changed in
        SiteForm.values(of: changed).changes(from: SiteForm.values(of: site))
      }
      return .redirect("/admin/sites/\(site.domain)", notice: "done_saved")
    } catch let error as InvalidInput { return try await page.answer(request, site, form: (request.form, error)) }
  }

  private func remove(_ request: PageRequest) async throws -> PageAnswer {
    let site = try await request.site(.operator, among: sites)
    do {
      guard request.form["domain"]?.lowercased() == site.domain else {
        throw InvalidInput("domain", "must be typed as it is: \(site.domain)", request.form["domain"])
      }
      let note = AuditNote("site.remove", by: request.visitor.actor)
      try await sites.remove(site.domain, force: request.form["force"] != nil, note: note)
      return .redirect("/admin/sites", notice: "done_site_removed")
    } catch let error as InvalidInput {
      let problem = Complaint(error, request.labels)
      return .page(
        "site_remove", Removal(domain: site.domain, typed: request.form["domain"], problem: problem), status: .unprocessableContent)
    }
  }
}
