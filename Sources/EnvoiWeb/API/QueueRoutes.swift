internal import Envoi
internal import Hummingbird
internal import Postgres

/// `/v1/queue` and `/v1/stats`: rows of the key's site.
struct QueueRoutes {
  private static let longestPage = 1000
  /// The site is the key's.
  static let filterNames = QueueFilter.fieldNames.subtracting(["site"])

  let queue: Queue
  let audit: Audit

  init(_ database: Pool) { (queue, audit) = (Queue(database), Audit(database)) }

  /// What is done to rows.
  private enum Change: String, Sendable {
    case requeue, cancel
  }

  func add(to api: inout APIRouter) {
    api.on(.get, "queue", .read, use: page)
    api.on(.get, "queue/:id", .read, use: show)
    api.on(.get, "stats", .read) { _, context in
      let counts = try await queue.statistics(site: context.key.siteID)
      return try .json(Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) }))
    }
    for change in [Change.requeue, .cancel] {
      api.on(.post, "queue/:id/\(change.rawValue)", .admin) { try await changeOne($0, $1, change) }
      api.on(.post, "queue/\(change.rawValue)", .admin) { try await changeAll($0, $1, change) }
    }
  }

  // MARK: Looking

  private func page(_ request: Request, _ context: APIContext) async throws -> Response {
    var (fields, limit, cursor) = ([(String, String)](), 50, Int?.none)
    for (name, value) in try request.query(Self.filterNames.union(["limit", "cursor"])) {
      switch name {
      case "limit": limit = try Int(value, field: name, in: 1...Self.longestPage)
      case "cursor": cursor = try Int(value, field: name)
      default: fields.append((name, value))
      }
    }
    let rows = try await queue.page(filter(fields, context), before: cursor, limit: limit)
    struct Page: Encodable {
      let rows: [RowResource]
      let next: String?
    }
    return try .json(Page(rows: rows.map(RowResource.init), next: rows.count == limit ? rows.last.map { "\($0.id)" } : nil))
  }

  private func show(_ request: Request, _ context: APIContext) async throws -> Response {
    let row = try await row(context)
    struct Row: Encodable {
      let row: RowResource
      let events: [RowResource.Event]
      let explanation: [String]
    }
    return try .json(
      Row(
        row: RowResource(row), events: try await queue.events(of: row.id).map(RowResource.Event.init),
        explanation: try await queue.explain(row.id)))
  }

  private func filter(_ fields: [(String, String)], _ context: APIContext) throws -> QueueFilter {
    var filter = try QueueFilter(fields: fields)
    filter.site = context.key.siteID
    return filter
  }

  /// The row of the path; other sites' are none.
  private func row(_ context: APIContext) async throws -> QueueRow {
    guard let row = try await queue.rows(ids: [try context.id()]).first, row.site == context.key.site else { throw Problem(.notFound) }
    return row
  }

  // MARK: Changing

  private func changeOne(_ request: Request, _ context: APIContext, _ change: Change) async throws -> Response {
    let row = try await row(context)
    var filter = QueueFilter()
    (filter.site, filter.ids) = (context.key.siteID, [row.id])
    let changed = try await apply(change, filter, request, context, subject: "\(row.id)")
    guard changed > 0 else { throw Problem(.conflict, "row \(row.id) is \(row.status.rawValue): there is nothing to \(change.rawValue)") }
    return try .json(RowResource(try await self.row(context)))
  }

  private func changeAll(_ request: Request, _ context: APIContext, _ change: Change) async throws -> Response {
    let fields = try await request.fields()
    try fields.refuseAllBut(Self.filterNames.union(["dry_run", "all"]))
    let chosen = try QueueFilter.fields(of: fields)
    let all = try fields.boolean("all") ?? false
    guard !chosen.isEmpty || all else { throw InvalidInput("all", "must be true where no filter says which rows") }
    let filter = try filter(chosen, context)
    struct Counts: Encodable {
      let rows: Int
      var states: [String: Int]?
    }
    if try fields.boolean("dry_run") ?? false {
      let counts = try await change == .requeue ? queue.requeueable(filter) : queue.cancellable(filter)
      let states = Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })
      return try .json(Counts(rows: states.values.reduce(0, +), states: states))
    }
    return try .json(Counts(rows: try await apply(change, filter, request, context, subject: nil)))
  }

  private func apply(
    _ change: Change, _ filter: QueueFilter, _ request: Request, _ context: APIContext, subject: String?
  ) async throws -> Int {
    let actor = context.key.actor
    let rows = try await change == .requeue ? queue.requeue(filter, actor: actor) : queue.cancel(filter, actor: actor)
    guard rows > 0 else { return 0 }
    try await audit.record(
      "queue.\(change.rawValue)", subject: subject, site: context.key.siteID, detail: ["rows": "\(rows)"],
      by: Actor(name: actor, client: context.client(of: request)))
    return rows
  }
}
