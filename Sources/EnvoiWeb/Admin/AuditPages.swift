internal import Envoi
internal import HTTPTypes

/// What was changed by whom, where the user is an operator.
struct AuditPages {
  /// Lines of a page.
  private static let limit = 50

  let audit: Audit
  let sites: Sites

  private struct Model: Sendable {
    struct Row: Sendable {
      let at: Formatting.Moment
      let actor: String
      let from: String?
      let place: String
      let action: String
      let subject: String?
      let details: [Detail]
    }

    struct Detail: Sendable {
      let label: String
      let value: String
    }

    let rows: [Row]
    let places: [Choice]
    /// Of the next page.
    let older: String?
  }

  func add(to routes: PageRoutes) {
    routes.get("admin/audit", for: .users) { request in try await list(request) }
  }

  private func list(_ request: PageRequest) async throws -> PageAnswer {
    let user = try request.user
    let isInstallationOperator = user.role(on: nil) == .operator
    let own = try await sites.all().filter { user.role(on: $0.id) == .operator }
    guard isInstallationOperator || !own.isEmpty else { throw Problem(.forbidden) }
    let domain = request.query["site"]
    var scope = isInstallationOperator ? nil : Set(own.map(\.id))
    if let domain {
      guard let site = own.first(where: { $0.domain == domain }) else { throw Problem(.notFound) }
      scope = [site.id]
    }
    let lines = try await audit.lines(sites: scope, before: request.query.integer("before"), limit: Self.limit + 1)
    let formatting = Formatting(request.labels.language)
    let older = lines.count > Self.limit ? lines[Self.limit - 1].id : nil
    let model = Model(
      rows: lines.prefix(Self.limit).map { Self.row($0, request.labels, formatting) },
      places: own.map { Choice($0.domain, $0.domain, isChosen: $0.domain == domain) },
      older: older.map { "/admin/audit?" + Fields([("before", "\($0)")] + (domain.map { [("site", $0)] } ?? [])).urlEncoded })
    return .page("audit", model)
  }

  private static func row(_ line: AuditLine, _ labels: Labels, _ formatting: Formatting) -> Model.Row {
    Model.Row(
      at: formatting.time(line.at), actor: line.actor, from: line.client,
      place: line.site ?? line.siteID.map { labels("audit_gone", ["id": "\($0)"]) } ?? labels("audit_installation"),
      action: labels.texts["audit_\(line.action)"] ?? line.action, subject: line.subject,
      details: line.detail.sorted { $0.key < $1.key }.map { name, value in
        Model.Detail(label: labels.texts["field_\(name)"] ?? name.dropPrefix("set."), value: value.isEmpty ? "–" : value)
      })
  }
}
