public import Postgres

/// Looks at the queue.
public struct Queue: Sendable {
  let database: Pool

  public init(_ database: Pool) { self.database = database }

  public func rows(ids: [Int]) async throws -> [QueueRow] {
    try await database.withConnection { try await QueueRow.fetch("q.id = ANY(\(ids))", on: $0) }
  }

  /// Newest first.
  ///
  /// - Parameter before: id that the page begins below; nil for the first page.
  public func page(_ filter: QueueFilter, before: Int? = nil, limit: Int) async throws -> [QueueRow] {
    try await search(filter) { search, connection in
      try await Self.limitTime(on: connection)
      let ids = search.ids(.newestFirst, after: before, limit: limit)
      return try await QueueRow.fetch("q.id = ANY(ARRAY(\(sql: ids)))", "ORDER BY q.id DESC", on: connection)
    }
  }

  public func events(of row: Int) async throws -> [QueueEvent] {
    try await database.withConnection { try await QueueEvent.fetch(of: row, on: $0) }
  }

  /// Rows of a site that a pass would take now, if the site is not switched off.
  public func due(_ pass: Worker.Pass, of site: Site) async throws -> Int {
    try await database.withConnection { try await DueRoutes.left(of: site.id, kinds: pass.kinds, on: $0) }
  }

  /// Rows by state, of a site or of all: the messages', without the webhooks' that tell of them. Exact, so it takes its time where there are
  /// millions.
  public func statistics(site: Int32? = nil) async throws -> [QueueStatus: Int] {
    var filter = QueueFilter()
    filter.site = site
    return try await counts(filter.condition).merging(QueueStatus.allCases.map { ($0, 0) }) { count, _ in count }
  }

  /// Rows by state, without the states that none is in.
  func counts(_ condition: SQL) async throws -> [QueueStatus: Int] {
    let counts = try await database.withConnection { connection in
      try await connection.rows(
        "SELECT q.status::text, count(*) FROM envoi.queue q WHERE \(sql: condition) GROUP BY 1", as: (String, Int).self)
    }
    return Dictionary(uniqueKeysWithValues: counts.compactMap { status, count in QueueStatus(rawValue: status).map { ($0, count) } })
  }

  /// Runs the body in a transaction for statements that find rows.
  nonisolated(nonsending) func search<Answer>(
    _ filter: QueueFilter, _ body: (RowSearch, Connection) async throws -> Answer
  ) async throws -> Answer {
    try await database.withTransaction { connection in
      try await Self.preparePlanner(on: connection)
      return try await body(RowSearch(filter, on: connection), connection)
    }
  }

  /// Who only looks does not keep a connection for minutes: what no index serves may have to be looked for in all rows.
  static func limitTime(on connection: Connection) async throws { try await connection.run(script: "SET LOCAL statement_timeout = '10s'") }

  /// Keeps the planner of a transaction to the order of the indexes, also where its statistics know no better: of a partition that was
  /// empty when it last looked, or of rows that were being sent then.
  static func preparePlanner(on connection: Connection) async throws {
    try await connection.run(
      script: """
        SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off; SET LOCAL jit = off;
        SET LOCAL plan_cache_mode = force_custom_plan
        """)
  }
}
