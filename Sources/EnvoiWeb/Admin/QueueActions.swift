internal import Envoi
internal import HTTPTypes
internal import Postgres

/// What can be done with rows: one, a selection, or all that a filter finds. First a count, then the deed, then ten seconds to take it back.
struct QueueActions: Sendable {
  /// Rows of a page, several times over.
  private static let mostIDs = 1000

  let queue: Queue
  let sites: Sites
  let operations: Operations
  let audit: Audit
  /// Runs a pass over a site, where no worker runs for ever.
  let pass: @Sendable (Site) -> Void

  private struct Confirmation: Sendable {
    let action: String
    let heading: String
    let lines: [String]
    let warning: String?
    let isEmpty: Bool
    /// What is chosen, to be sent again.
    let query: String
    let ids: [Int]
    let isOfRowPage: Bool
    let back: String
    let button: String
  }

  func add(to routes: PageRoutes) {
    routes.post("admin/queue/confirm", for: .users) { try await confirm($0) }
    routes.post("admin/queue/apply", for: .users) { try await apply($0) }
    routes.post("admin/queue/undo/:id", for: .users) { try await undo($0) }
    routes.post("admin/queue/send", for: .users) { try await send($0) }
  }

  /// - Returns: the deed, the rows it is about, and where its page was.
  private func chosen(_ request: PageRequest) async throws -> (Operations.Kind, QueueFilter, back: String) {
    guard let kind = request.form["action"].flatMap(Operations.Kind.init(rawValue:)) else { throw Problem(.badRequest) }
    let user = try request.user
    let visible = try await sites.all().filter { user.role(on: $0.id) != nil }
    guard user.sites(for: .editor) != [] else { throw Problem(.forbidden) }
    let query = try Fields(urlEncoded: request.form["query"] ?? "")
    var filter = try QueueFilter(query, sites: visible).visible(to: user, for: .editor)
    var back = "/admin/queue" + (query.pairs.isEmpty ? "" : "?\(query.urlEncoded)")
    if request.form["scope"] != "filter" {
      let ids = request.form.all("id").compactMap { Int($0) }
      guard !ids.isEmpty else { throw Problem(.unprocessableContent, request.labels("queue_none_chosen")) }
      guard ids.count <= Self.mostIDs else { throw Problem(.contentTooLarge) }
      filter = QueueFilter().visible(to: user, for: .editor)
      filter.ids = ids
      if request.form["back"] == "row", ids.count == 1 { back = "/admin/queue/\(ids[0])" }
    }
    return (kind, filter, back)
  }

  private func confirm(_ request: PageRequest) async throws -> PageAnswer {
    let (kind, filter, back) = try await chosen(request)
    let (labels, formatting) = (request.labels, Formatting(request.labels.language))
    let counts = try await operations.count(kind, filter)
    let lines = QueueStatus.allCases.compactMap { status in
      counts[status].map { "\($0.text(formatting, labels)) \(labels("status_\(status.rawValue)"))" }
    }
    let isRepeat = kind == .requeue && (counts[.sent] != nil || counts[.delivered] != nil)
    // Whatever they are in error for.
    let takesAny = kind == .requeue && filter.ids == nil && filter.reason == nil && counts[.error] != nil
    return .page(
      "confirm",
      Confirmation(
        action: kind.rawValue, heading: labels("confirm_\(kind.rawValue)"), lines: lines,
        warning: isRepeat ? labels("confirm_repeat") : takesAny ? labels("confirm_reasons") : nil,
        isEmpty: lines.isEmpty, query: request.form["query"] ?? "", ids: filter.ids ?? [],
        isOfRowPage: request.form["back"] == "row", back: back, button: labels("\(kind.rawValue)_do")
      ))
  }

  private func apply(_ request: PageRequest) async throws -> PageAnswer {
    let (kind, filter, back) = try await chosen(request)
    let operation = try await operations.begin(kind, filter, user: request.user.id, actor: request.visitor.actor.name)
    let detail = ["rows": "\(operation.rows)", "filter": filter.ids.map { $0.prefix(20).map(String.init).joined(separator: " ") } ?? back]
    for site in try await touched(filter, by: request.user) {
      try await audit.record(
        "queue.\(kind.rawValue)", subject: "operation \(operation.id)", site: site, detail: detail, by: request.visitor.actor)
    }
    return .redirect(back)
  }

  /// The sites whose operators are to read of it; nil: those of the installation.
  private func touched(_ filter: QueueFilter, by user: User) async throws -> [Int32?] {
    if let site = filter.site { return [site] }
    guard let ids = filter.ids else { return user.sites(for: .editor)?.sorted() ?? [nil] }
    let domains = Set(try await queue.rows(ids: ids).map(\.site))
    return try await sites.all().filter { domains.contains($0.domain) }.map(\.id)
  }

  private func undo(_ request: PageRequest) async throws -> PageAnswer {
    let id = try request.number("id")
    guard let rows = try await operations.undo(id, user: request.user.id, note: AuditNote("queue.undo", by: request.visitor.actor)) else {
      return .redirect("/admin/queue", notice: "done_undo_late")
    }
    return .redirect("/admin/queue", notice: "done_undo", count: rows)
  }

  private func send(_ request: PageRequest) async throws -> PageAnswer {
    let domain = try request.form.required("site")
    guard let site = try await sites.all().first(where: { $0.domain == domain }) else { throw Problem(.notFound) }
    try request.check(.editor, on: site.id)
    if try await !queue.sendNow(site: site) { pass(site) }
    try await audit.record("queue.send", subject: site.domain, site: site.id, detail: nil, by: request.visitor.actor)
    return .redirect("/admin/queue?" + Fields([("site", site.domain)]).urlEncoded, notice: "done_send")
  }
}
