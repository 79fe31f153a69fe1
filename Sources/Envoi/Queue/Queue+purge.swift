internal import Postgres

extension Queue {
  private static let purgeBatch = 5000

  /// Deletes finished rows and their events, and messages with their last row.
  ///
  /// - Parameters:
  ///   - age: seconds since they were put in.
  ///   - site: only of this one.
  /// - Returns: rows that were deleted.
  public func purge(olderThan age: Int, site: Int32? = nil, progress: (Int) -> Void = { _ in }) async throws -> Int {
    var total = 0
    var last = 0
    while true {
      let from = last
      let deleted = try await database.withTransaction { connection in
        let rows = try await connection.rows(
          """
          DELETE FROM envoi.queue WHERE id = ANY(ARRAY(
            SELECT id FROM envoi.queue
            WHERE id > \(from) AND (status IN ('sent', 'delivered') OR status = 'error' AND retry_at IS NULL)
              AND created_at < now() - \(age) * interval '1 second' AND (\(site == nil) OR site_id = \(site ?? 0))
            ORDER BY id LIMIT \(Self.purgeBatch) FOR UPDATE SKIP LOCKED))
          RETURNING id, message_id
          """, as: (Int, Int).self)
        guard !rows.isEmpty else { return rows }
        try await connection.execute("DELETE FROM envoi.queue_event WHERE queue_id = ANY(\(rows.map(\.0)))")
        let messages = Array(Set(rows.map(\.1)))
        let orphans = try await connection.rows(
          """
          DELETE FROM envoi.message m WHERE m.id = ANY(\(messages)) AND NOT EXISTS (
            SELECT FROM envoi.queue q WHERE q.id BETWEEN m.first_row AND m.last_row AND q.message_id = m.id)
          RETURNING m.id
          """, as: Int.self)
        try await connection.execute("DELETE FROM envoi.accepted WHERE message_id = ANY(\(orphans))")
        return rows
      }
      guard let end = deleted.map(\.0).max() else { return total }
      total += deleted.count
      last = end
      progress(total)
    }
  }
}
