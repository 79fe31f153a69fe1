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
    try await database.withConnection { connection in
      try await QueueRow.fetch(
        "\(sql: filter.condition) AND q.id < \(before ?? .max)", "ORDER BY q.id DESC LIMIT \(limit)", on: connection)
    }
  }

  public func events(of row: Int) async throws -> [QueueEvent] {
    try await database.withConnection { try await QueueEvent.fetch(of: row, on: $0) }
  }

  /// Rows of a site that a pass would take now, if the site is not switched off.
  public func due(_ pass: Worker.Pass, of site: Site) async throws -> Int {
    try await database.withConnection { try await DueRoutes.left(of: site.id, kinds: pass.kinds, on: $0) }
  }

  /// Rows by state, of a site or of all.
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
}
