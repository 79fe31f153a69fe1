internal import Postgres

/// A change of many rows: oldest first, a batch in each transaction, so that whoever waits for a row does not wait for a million, and none
/// is looked at twice although those that were changed may match no more.
struct QueueChange {
  static let batch = 10_000

  /// One that was changed.
  typealias Row = (id: Int, site: Int32)

  let filter: QueueFilter
  /// What else of `q` is asked for.
  let condition: SQL
  private let assignment: SQL
  /// What the trigger `check_transition` does not note, of rows that were in `error` and stay so.
  private let event: String?
  let actor: String

  /// Nil where the filter leaves no state from which it can be done.
  ///
  /// - Parameter sentBefore: what was sent since then is not meant.
  static func requeue(_ filter: QueueFilter, actor: String, sentBefore: Timestamp = .infinity) -> QueueChange? {
    let allowed: [QueueStatus] =
      switch (filter.ids, filter.statuses) {
      // A row that is named and being sent is refused by the trigger, with the time its lease ends.
      case (.some, _): [.error, .sent, .delivered, .sending]
      case (nil, []): [.error]
      case (nil, _): [.error, .sent, .delivered]
      }
    return filter.limited(to: allowed).map {
      QueueChange(
        filter: $0, condition: "(q.sent_at IS NULL OR q.sent_at <= \(sentBefore))", assignment: "SET status = 'pending'", event: nil,
        actor: actor)
    }
  }

  static func cancel(_ filter: QueueFilter, actor: String) -> QueueChange? {
    filter.limited(to: filter.ids == nil ? [.pending, .error] : [.pending, .error, .sending]).map {
      QueueChange(
        filter: $0, condition: "(q.status <> 'error' OR q.retry_at IS NOT NULL)",
        // Who takes it back does not have it tried before its time.
        assignment:
          "SET status = 'error', reason = 'cancelled', retry_at = NULL, due_at = least(greatest(q.due_at, q.retry_at), q.expires_at)",
        event: "cancelled", actor: actor)
    }
  }

  /// Changes the next rows, in the transaction of `Queue.search`.
  ///
  /// - Returns: what was changed, by id; nothing when all is done.
  func apply(after last: Int, _ search: RowSearch, on connection: Connection) async throws -> [Row] {
    try await connection.execute("SELECT set_config('envoi.actor', \(actor), true)")
    // Found by index first, then locked in the order of their ids, and looked at again.
    let changed = try await connection.rows(
      """
      WITH locked AS MATERIALIZED (
        SELECT q.id, q.status FROM envoi.queue q
        WHERE q.id = ANY(ARRAY(\(sql: search.ids(.oldestFirst, after: last, limit: Self.batch, also: condition))))
          AND \(sql: filter.condition) AND \(sql: condition)
        ORDER BY q.id FOR UPDATE
      ), changed AS (
        UPDATE envoi.queue q \(sql: assignment) FROM locked WHERE q.id = locked.id
        RETURNING q.id, q.site_id, q.generation, q.reply_code, q.reply, locked.status
      ), noted AS (
        INSERT INTO envoi.queue_event (queue_id, kind, generation, reply_code, reply, actor)
        SELECT id, \(event), generation, reply_code, reply, \(actor) FROM changed WHERE \(event)::text IS NOT NULL AND status = 'error'
      )
      SELECT id, site_id FROM changed ORDER BY id
      """, as: (Int, Int32).self
    ).map { (id: $0.0, site: $0.1) }
    try await Queue.announceChange(of: Set(changed.map(\.site)), on: connection)
    return changed
  }
}
