internal import Envoi
internal import Hummingbird
internal import Postgres

/// `/v1/queue` and `/v1/stats`: rows of the key's site.
struct QueueRoutes {
  /// The site is the key's.
  static let filterNames = QueueFilter.fieldNames.subtracting(["site"])

  let queue: Queue

  init(_ database: Pool) { queue = Queue(database) }

  func add(to api: inout APIRouter) {
    api.on(.get, "queue", .read, use: page)
    api.on(.get, "queue/:id", .read, use: show)
    api.on(.get, "stats", .read, use: statistics)
    for kind in Operation.Kind.allCases {
      api.on(.post, "queue/:id/\(kind.rawValue)", .admin) { try await changeOne($0, $1, kind) }
      api.on(.post, "queue/\(kind.rawValue)", .admin) { try await changeAll($0, $1, kind) }
    }
  }

  // MARK: Looking

  private func page(_ request: Request, _ context: APIContext) async throws -> Response {
    let query = try request.query(Self.filterNames.union(PageOfRows.names))
    let page = try PageOfRows(query)
    let filter = try filter(query.filter { !PageOfRows.names.contains($0.name) }.map { ($0.name, $0.value) }, context)
    return try page.response(try await queue.page(filter, before: page.cursor, limit: page.limit))
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
        explanation: try await queue.explain(row.id).map(\.description)))
  }

  private func filter(_ fields: [(String, String)], _ context: APIContext) throws -> QueueFilter {
    var filter = try QueueFilter(fields: fields)
    filter.site = context.key.siteID
    return filter
  }

  private func statistics(_ request: Request, _ context: APIContext) async throws -> Response {
    let counts = try await queue.counts(filter([], context))
    struct Statistics: Encodable {
      let pending, sending, sent, error, delivered: Int
      let estimate: Bool
    }
    return try .json(
      Statistics(
        pending: counts[.pending].number, sending: counts[.sending].number, sent: counts[.sent].number, error: counts[.error].number,
        delivered: counts[.delivered].number, estimate: !counts.total.isExact))
  }

  /// The row of the path; other sites' are none.
  private func row(_ context: APIContext) async throws -> QueueRow {
    guard let row = try await queue.rows(ids: [try context.id()]).first, row.site == context.key.site else { throw Problem(.notFound) }
    return row
  }

  // MARK: Changing

  private func changeOne(_ request: Request, _ context: APIContext, _ kind: Operation.Kind) async throws -> Response {
    let row = try await row(context)
    var filter = QueueFilter()
    (filter.site, filter.ids) = (context.key.siteID, [row.id])
    guard try await queue.change(kind, filter, by: context.actor(of: request)) > 0 else {
      throw Problem(.conflict, "row \(row.id) is \(row.status.rawValue): there is nothing to \(kind.rawValue)")
    }
    return try .json(RowResource(try await self.row(context)))
  }

  private func changeAll(_ request: Request, _ context: APIContext, _ kind: Operation.Kind) async throws -> Response {
    let fields = try await request.fields()
    try fields.refuseAllBut(Self.filterNames.union(["dry_run", "all"]))
    let chosen = try QueueFilter.fields(of: fields)
    let all = try fields.boolean("all") ?? false
    guard !chosen.isEmpty || all else { throw InvalidInput("all", "must be true where no filter says which rows") }
    let filter = try filter(chosen, context)
    struct Counts: Encodable {
      let rows: Int
      var states: [String: Int]?
      var estimate: Bool?
    }
    if try fields.boolean("dry_run") ?? false {
      let counts = try await queue.count(kind, filter)
      let (total, states) = (counts.values.reduce(.exact(0), +), counts.map { ($0.key.rawValue, $0.value.number) })
      return try .json(Counts(rows: total.number, states: Dictionary(uniqueKeysWithValues: states), estimate: !total.isExact))
    }
    return try .json(Counts(rows: try await queue.change(kind, filter, by: context.actor(of: request))))
  }
}
