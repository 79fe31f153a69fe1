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
  /// or stops for an operator. A webhook always goes on: who gets it twice sees that by its id.
  ///
  /// SKIP LOCKED: a worker that is writing the outcome this moment is right.
  private static var holds: SQL { "(s.on_doubt = 'hold' AND q.channel <> 'webhook')" }

  static func settle(_ ids: SQL, why: String, on connection: Connection) async throws -> Int {
    try await connection.row(
      """
      WITH lapsed AS (
        UPDATE envoi.queue q SET token = NULL, lease_until = NULL, attempts = q.attempts + 1,
          reply = CASE WHEN \(sql: holds) THEN \(why) ELSE q.reply END, reply_code = CASE WHEN \(sql: holds) THEN NULL ELSE q.reply_code END,
          status = CASE WHEN \(sql: holds) THEN 'error' ELSE 'pending' END::envoi.status,
          reason = CASE WHEN \(sql: holds) THEN 'in_doubt' END::envoi.reason
        FROM envoi.site s
        WHERE s.id = q.site_id AND q.id = ANY(ARRAY(\(sql: ids) FOR UPDATE OF q SKIP LOCKED))
        RETURNING q.id, q.site_id, q.generation, q.attempts, \(sql: holds) AS is_held
      ), noted AS (
        INSERT INTO envoi.queue_event (queue_id, kind, generation, attempt, reply)
        SELECT id, CASE WHEN is_held THEN 'in_doubt' ELSE 'lapsed' END, generation, attempts, \(why) FROM lapsed
      )
      SELECT count(*), envoi.announce(array_agg(id) FILTER (WHERE is_held)), \(sql: LiveEvents.touch("lapsed WHERE NOT is_held"))
      FROM lapsed
      """, as: (Int, Int, Int).self)?.0 ?? 0
  }
}
