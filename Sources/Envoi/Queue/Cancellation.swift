internal import Postgres

/// What an operation cancelled, by the actor of its events.
struct Cancellation {
  let id: Int
  let filter: QueueFilter
  let actor: String

  static func actor(_ actor: String, _ id: Int) -> String { "\(actor), operation \(id)" }

  /// Requeues exactly the rows that it cancelled and nobody has touched since, with the times that they had: what was not due is not
  /// sent now, what was soon to expire does not live on.
  ///
  /// - Returns: how many.
  func takeBack(on connection: Connection) async throws -> Int {
    var cancelled = filter
    // They have neither the state nor the reason any more that they were found by.
    cancelled.statuses = []
    cancelled.reason = .cancelled
    try await Queue.preparePlanner(on: connection)
    let search = try await RowSearch(cancelled, on: connection)
    let mine: SQL = """
      (SELECT e.kind = 'cancelled' AND e.actor = \(Self.actor(actor, id)) FROM envoi.queue_event e WHERE e.queue_id = q.id ORDER BY e.id DESC LIMIT 1)
      """
    let rows = try await connection.rows(
      """
      SELECT q.id, q.due_at, q.expires_at, q.site_id FROM envoi.queue q
      WHERE q.id = ANY(ARRAY(\(sql: search.ids(.oldestFirst, limit: .max, also: mine)))) AND q.status = 'error' AND q.reason = 'cancelled'
      ORDER BY q.id FOR UPDATE
      """, as: (Int, Timestamp, Timestamp, Int32).self)
    let ids = rows.map(\.0)
    try await connection.execute("SELECT set_config('envoi.actor', \(actor), true)")
    try await connection.execute("UPDATE envoi.queue SET status = 'pending' WHERE id = ANY(\(ids))")
    try await connection.execute(
      """
      UPDATE envoi.queue q SET due_at = u.due_at, expires_at = u.expires_at
      FROM unnest(\(ids), \(rows.map(\.1)), \(rows.map(\.2))) AS u(id, due_at, expires_at) WHERE q.id = u.id
      """)
    try await Queue.announceChange(of: Set(rows.map(\.3)), on: connection)
    return ids.count
  }
}
