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

  /// Rows by state, of a site or of all.
  public func statistics(site: Int32? = nil) async throws -> [QueueStatus: Int] {
    var filter = QueueFilter()
    filter.site = site
    let condition = filter.condition
    let counts = try await database.withConnection { connection in
      try await connection.rows(
        "SELECT q.status::text, count(*) FROM envoi.queue q WHERE \(sql: condition) GROUP BY 1", as: (String, Int).self)
    }
    var statistics = Dictionary(uniqueKeysWithValues: QueueStatus.allCases.map { ($0, 0) })
    for (status, count) in counts { if let status = QueueStatus(rawValue: status) { statistics[status] = count } }
    return statistics
  }
}
