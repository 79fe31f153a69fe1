internal import Postgres

/// A claimed row as the database gives it.
struct ClaimedRow: Sendable {
  let id: Int
  let messageID: Int
  /// Attempts of this generation before this one.
  let attempts: Int
  let generation: Int
  let recipient: String
  let recipientName: String?
  /// A JSON object.
  let variables: String?
  /// Posts of a long chat message that are out already, as in 2/3.
  var progress: String?
  /// The recipient has asked for nothing more.
  var isSuppressed = false
  /// A pending row with an answer that is no reply of a relay's: the relay got into trouble over it before.
  let broughtTrouble: Bool
  /// Seconds until it has to be given up; negative when that is past, infinite where it never is.
  let expiresIn: Double
}

/// Takes rows that may go now, in order, on one way out. It remembers how far it came.
struct Claim {
  /// Which rows: those that wait for the first time, or those whose retry is due.
  enum Kind: CaseIterable, Sendable {
    case pending, retry
  }

  /// The planner must not follow the statistics of a queue, which swing between nothing and millions (sorting or scanning what is left
  /// for each batch). These belong to every connection that claims.
  static let plannerSettings = [
    "enable_sort": "off", "enable_seqscan": "off", "enable_bitmapscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off",
    "plan_cache_mode": "force_generic_plan", "jit": "off",
  ]

  let route: Route
  /// Name of the transport, which an SMS is marked with: its receipts come by it.
  let transport: String
  private var priority = 0
  private var due = Timestamp.negativeInfinity
  private var id = 0
  private var lookedFromFront = ContinuousClock.now

  init(_ route: Route, transport: String = "") {
    self.route = route
    self.transport = transport
  }

  /// Begins again at the front: rows may have come there.
  mutating func rewind() {
    (priority, due, id) = (0, .negativeInfinity, 0)
    lookedFromFront = .now
  }

  /// Claims up to `limit` rows under `token`.
  mutating func next(_ kind: Kind, limit: Int, token: Int, on connection: Connection) async throws -> [ClaimedRow] {
    switch kind {
    case .pending:
      if lookedFromFront.duration(to: .now) > .seconds(1) { rewind() }
      return try await pending(limit, token, connection)
    case .retry: return try await retry(limit, token, connection)
    }
  }

  /// Forward claim: it goes on behind the last row it took. From the front, each claim would walk the entries of all rows taken since the
  /// oldest snapshot again. Priority by priority: within one, rows that are due stand together before those that are not.
  /// `= ANY(ARRAY(...))` is one plan whatever the statistics say; IN (SELECT ... LIMIT) may lock more than LIMIT.
  private mutating func pending(_ limit: Int, _ token: Int, _ connection: Connection) async throws -> [ClaimedRow] {
    let rows = try await fetch(
      """
      UPDATE envoi.queue q SET status = 'sending', token = \(token), lease_until = now() + \(Lease.seconds) * interval '1 second'\(sql: mark)
      WHERE q.id = ANY(ARRAY(
        SELECT r.id FROM generate_series(\(Int32(priority)), 9) AS p, LATERAL (
          SELECT id FROM envoi.queue
          WHERE \(sql: route.rows) AND status = 'pending' AND priority = p::smallint AND due_at <= now()
            AND (due_at, id) > (CASE p WHEN \(Int32(priority)) THEN \(due) ELSE '-infinity' END, CASE p WHEN \(Int32(priority)) THEN \(id) ELSE 0 END)
          ORDER BY due_at, id LIMIT \(limit) FOR UPDATE SKIP LOCKED) r
        LIMIT \(limit)))
      """, on: connection)
    guard let last = rows.map({ ($0.priority, $0.due, $0.row.id) }).max(by: <) else {
      let wasAtFront = due == .negativeInfinity
      rewind()
      return wasAtFront ? [] : try await pending(limit, token, connection)
    }
    (priority, due, id) = (Int(last.0), last.1, last.2)
    return rows.map(\.row)
  }

  private func retry(_ limit: Int, _ token: Int, _ connection: Connection) async throws -> [ClaimedRow] {
    try await fetch(
      """
      UPDATE envoi.queue q SET status = 'sending', reason = NULL, retry_at = NULL, token = \(token),
        lease_until = now() + \(Lease.seconds) * interval '1 second'\(sql: mark)
      WHERE q.id = ANY(ARRAY(
        SELECT id FROM envoi.queue WHERE \(sql: route.rows) AND retry_at <= now()
        ORDER BY retry_at, id LIMIT \(limit) FOR UPDATE SKIP LOCKED))
      """, on: connection
    ).map(\.row)
  }

  private var mark: SQL { route.channel == .sms ? ", destination = \(transport)" : "" }

  /// Only for SMS, whose recipients can write back that they want no more.
  private var isSuppressed: SQL {
    guard route.channel == .sms else { return "false" }
    return "EXISTS (SELECT FROM envoi.suppression s WHERE s.site_id = q.site_id AND s.channel = 'sms' AND s.address = q.recipient)"
  }

  private func fetch(_ update: SQL, on connection: Connection) async throws -> [(row: ClaimedRow, priority: Int16, due: Timestamp)] {
    let rows = try await connection.rows(
      """
      \(sql: update)
      RETURNING q.id, q.message_id, q.attempts, q.generation, q.recipient::text, q.recipient_name::text, q.variables,
        q.reply IS NOT NULL AND q.reply_code IS NULL, (extract(epoch FROM q.expires_at) - extract(epoch FROM now()))::float8, q.priority, q.due_at,
        \(unescaped: route.channel == .chat ? "q.remote_id" : "NULL::text"), \(sql: isSuppressed)
      """,
      as: (Int, Int, Int16, Int16, String, String?, String?, Bool, Double, Int16, Timestamp, String?, Bool).self)
    return rows.map { row in
      (
        ClaimedRow(
          id: row.0, messageID: row.1, attempts: Int(row.2), generation: Int(row.3), recipient: row.4, recipientName: row.5,
          variables: row.6, progress: row.11, isSuppressed: row.12, broughtTrouble: row.7, expiresIn: row.8), row.9, row.10
      )
    }
  }
}
