internal import Postgres

/// Rows that may have been sent and whose worker is gone.
enum Doubt {
  /// Settles the leases that lapsed.
  static func settleLapsed(on connection: Connection) async throws -> Int {
    try await settle(
      "SELECT q.id FROM envoi.queue q WHERE q.token IS NOT NULL AND q.lease_until < now()",
      why: "its lease lapsed: the worker died, hung, or lost the database", on: connection)
  }

  /// Does with the leased rows that `ids` selects as q what their site says about doubt: goes on, with an event and the attempt counted,
  /// or stops for an operator.
  ///
  /// SKIP LOCKED: a worker that is writing the outcome this moment is right.
  static func settle(_ ids: SQL, why: String, on connection: Connection) async throws -> Int {
    try await connection.row(
      """
      WITH lapsed AS (
        UPDATE envoi.queue q SET token = NULL, lease_until = NULL, attempts = q.attempts + 1,
          reply = CASE s.on_doubt WHEN 'hold' THEN \(why) ELSE q.reply END, reply_code = CASE s.on_doubt WHEN 'hold' THEN NULL ELSE q.reply_code END,
          status = CASE s.on_doubt WHEN 'hold' THEN 'error' ELSE 'pending' END::envoi.status,
          reason = CASE s.on_doubt WHEN 'hold' THEN 'in_doubt' END::envoi.reason
        FROM envoi.site s
        WHERE s.id = q.site_id AND q.id = ANY(ARRAY(\(sql: ids) FOR UPDATE OF q SKIP LOCKED))
        RETURNING q.id, q.generation, q.attempts, s.on_doubt
      ), noted AS (
        INSERT INTO envoi.queue_event (queue_id, kind, generation, attempt, reply)
        SELECT id, CASE on_doubt WHEN 'hold' THEN 'in_doubt' ELSE 'lapsed' END, generation, attempts, \(why) FROM lapsed
      )
      SELECT count(*) FROM lapsed
      """, as: Int.self) ?? 0
  }
}
