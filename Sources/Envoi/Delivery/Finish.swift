internal import Postgres

/// Writes what became of claimed rows. Safe to run twice: a row is changed only while its token is the one of the claim.
enum Finish {
  /// - Returns: how many rows were still ours.
  static func apply(_ settlements: [Settlement], on connection: Connection) async throws -> Int {
    try await apply(
      """
      unnest(\(settlements.map(\.id)), \(settlements.map(\.token)), \(settlements.map(\.status.rawValue))::text[]::envoi.status[],
        \(settlements.map { $0.reason?.rawValue })::text[]::envoi.reason[], \(settlements.map(\.event)),
        \(settlements.map { Int16($0.attempts) }), \(settlements.map(\.retryIn)), \(settlements.map(\.dueIn)),
        \(settlements.map { $0.code.map(Int16.init(clamping:)) }), \(settlements.map(\.reply)), \(settlements.map(\.remoteID)))
      """, on: connection)
  }

  /// - Parameter source: rows of id, token, status, reason, event, attempts, retry_in, due_in, code, reply, remote_id.
  ///
  /// Nothing here may imply `token IS NOT NULL`, as `q.token = u.token` and `status = 'sending'` would: the index of the leased rows would do
  /// then, and be walked as a whole for each row of the batch where it was empty when the plan was made.
  /// The last reply stays: there was no new one, or the row expired without another try.
  private static var isSilent: SQL { "(u.reply IS NULL OR u.reason = 'expired' AND u.attempts = 0 AND q.reply IS NOT NULL)" }

  static func apply(_ source: SQL, on connection: Connection) async throws -> Int {
    try await connection.row(
      """
      WITH settled AS (
        UPDATE envoi.queue q SET status = u.status, reason = u.reason, token = NULL, lease_until = NULL,
          attempts = q.attempts + u.attempts, retry_at = now() + u.retry_in * interval '1 second',
          due_at = CASE WHEN u.due_in IS NULL THEN q.due_at ELSE least(now() + u.due_in * interval '1 second', q.expires_at) END,
          sent_at = CASE u.status WHEN 'sent' THEN now() END, remote_id = u.remote_id,
          reply_code = CASE WHEN \(sql: isSilent) THEN q.reply_code ELSE u.code END, reply = CASE WHEN \(sql: isSilent) THEN q.reply ELSE u.reply END
        FROM \(sql: source) AS u(id, token, status, reason, event, attempts, retry_in, due_in, code, reply, remote_id)
        WHERE q.id = u.id AND q.token IS NOT DISTINCT FROM u.token
        RETURNING q.id, q.site_id, q.generation, q.attempts, u.event, u.code, u.reply, u.status <> 'pending' AND u.retry_in IS NULL AS has_ended
      ), noted AS (
        INSERT INTO envoi.queue_event (queue_id, kind, generation, attempt, reply_code, reply)
        SELECT id, event, generation, attempts, code, reply FROM settled WHERE event IS NOT NULL
      )
      SELECT count(*), envoi.announce(array_agg(id) FILTER (WHERE has_ended)), \(sql: LiveEvents.touch("settled WHERE NOT has_ended"))
      FROM settled
      """, as: (Int, Int, Int).self)?.0 ?? 0
  }
}
