internal import Logging
internal import Postgres

/// What has to be put right before anything is claimed, and now and then in a worker that runs for ever.
struct Sweep {
  let database: Pool
  let journals: String
  let header: JournalHeader
  let log: Logger

  /// - Returns: how many rows were given up, by site.
  @discardableResult
  func run() async throws -> [Int32: Int] {
    try await JournalReplay(database: database, directory: journals, header: header, log: log).run()
    var expired: [Int32: Int] = [:]
    try await database.retryingLosses(log) { connection in
      let lapsed = try await Doubt.settleLapsed(on: connection)
      if lapsed > 0 { log.warning("leases had lapsed: these rows may have been sent", metadata: ["rows": "\(lapsed)"]) }
      while true {
        let sites = try await Self.expire(on: connection)
        if sites.isEmpty { break }
        for site in sites { expired[site, default: 0] += 1 }
      }
      try await Partitions.make(on: connection)
      for error in try await Sites.broken(on: connection) { log.error("a site is passed over", metadata: ["error": "\(error)"]) }
    }
    return expired
  }

  /// Gives up what has waited for too long, a batch at a time: whoever waits for a row of it does not wait for all.
  /// For `pending` rows the trigger records the event; an error that stays one is no change of status to it.
  ///
  /// - Returns: the site of each.
  static func expire(on connection: Connection) async throws -> [Int32] {
    try await connection.rows(
      """
      WITH expired AS (
        UPDATE envoi.queue q SET status = 'error', reason = 'expired', retry_at = NULL, reply = coalesce(q.reply, 'not sent before it expired')
        FROM (
          SELECT id, status FROM envoi.queue WHERE expires_at <= now() AND (status = 'pending' OR retry_at IS NOT NULL)
          ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED) AS due
        WHERE q.id = due.id
        RETURNING q.id, q.site_id, q.generation, q.reply_code, q.reply, due.status AS before
      ), noted AS (
        INSERT INTO envoi.queue_event (queue_id, kind, generation, reply_code, reply)
        SELECT id, 'expired', generation, reply_code, reply FROM expired WHERE before = 'error'
      )
      SELECT site_id FROM expired
      """, as: Int32.self)
  }
}
