internal import Postgres

extension Queue {
  /// Rows of one transaction: nobody waits for long, and whoever stops it loses little.
  private static let purgeBatch = 5000

  /// Deletes rows that have ended and are older than they are kept, with their events; a message and its key go with its last row. So do
  /// messages that came in.
  /// A partition in which there is nothing else is dropped whole.
  ///
  /// - Parameters:
  ///   - age: seconds since they were put in; what each row's site says (`keep`) when nil.
  ///   - site: only of this one.
  ///   - actor: for the audit; nil for none.
  ///   - progress: called with the rows that are gone so far.
  /// - Returns: rows that are gone.
  public func purge(
    olderThan age: Int? = nil, site: Int32? = nil, by actor: Actor? = nil, progress: (Int) -> Void = { _ in }
  ) async throws -> Int {
    let connection = try await database.connect()
    let result: Swift.Result<Int, any Error>
    do { result = .success(try await purge(age, site, actor, on: connection, progress)) } catch { result = .failure(error) }
    await connection.close()
    return try result.get()
  }

  /// Rows that a purge would delete.
  public func purgeableCount(olderThan age: Int? = nil, site: Int32? = nil) async throws -> Int {
    try await database.withConnection { connection in
      try await connection.row("SELECT count(*) FROM envoi.queue q WHERE \(sql: Self.purgeable(age, site))", as: Int.self) ?? 0
    }
  }

  private static func purgeable(_ age: Int?, _ site: Int32?) -> SQL {
    """
    (q.status IN ('sent', 'delivered') OR q.status = 'error' AND q.retry_at IS NULL) AND (\(site == nil) OR q.site_id = \(site ?? 0))
      AND q.created_at < now() - coalesce(\(age) * interval '1 second', (SELECT s.keep FROM envoi.site s WHERE s.id = q.site_id))
    """
  }

  private func purge(
    _ age: Int?, _ site: Int32?, _ actor: Actor?, on connection: Connection, _ progress: (Int) -> Void
  ) async throws -> Int {
    var audit = actor.map { QueueAudit(purgeOlderThan: age, by: $0) }
    let condition = Self.purgeable(age, site)
    // One at a time; the lock ends with the connection.
    try await connection.execute("SELECT pg_advisory_lock(hashtextextended('envoi.purge', 0))")
    var total = 0
    func walk(_ next: (_ after: Int) async throws -> [(id: Int, message: Int)]) async throws {
      var last = 0
      while case let rows = try await next(last), let end = rows.map(\.id).max() {
        last = end
        total += rows.count
        progress(total)
      }
    }

    for partition in try await Partitions.past(on: connection) {
      try await Partitions.detach(partition, ifAll: condition, on: connection)
    }
    // Also what a purge had detached that was stopped.
    for partition in try await Partitions.detached(on: connection) {
      try await walk { last in
        try await connection.transaction { connection in
          let rows = try await connection.rows(
            "SELECT id, message_id FROM \(sql: partition.rows) WHERE id > \(last) ORDER BY id LIMIT \(Self.purgeBatch)", as: (Int, Int).self
          )
          try await Self.forget(Set(rows.map(\.1)), on: connection)
          if !rows.isEmpty { try await audit?.add(rows.count, site: site, on: connection) }
          return rows.map { ($0.0, $0.1) }
        }
      }
      try await connection.execute("DROP TABLE IF EXISTS \(sql: partition.rows), \(sql: partition.events)")
    }
    try await walk { last in
      try await connection.transaction { connection in
        let rows = try await connection.rows(
          """
          DELETE FROM envoi.queue WHERE id = ANY(ARRAY(
            SELECT q.id FROM envoi.queue q WHERE q.id > \(last) AND \(sql: condition) ORDER BY q.id LIMIT \(Self.purgeBatch)
            FOR UPDATE SKIP LOCKED))
          RETURNING id, message_id
          """, as: (Int, Int).self)
        try await connection.execute("DELETE FROM envoi.queue_event WHERE queue_id = ANY(\(rows.map(\.0)))")
        try await Self.forget(Set(rows.map(\.1)), on: connection)
        if !rows.isEmpty { try await audit?.add(rows.count, site: site, on: connection) }
        return rows.map { ($0.0, $0.1) }
      }
    }
    try await connection.execute(
      """
      DELETE FROM envoi.incoming i USING envoi.site s
      WHERE s.id = i.site_id AND (\(site == nil) OR s.id = \(site ?? 0)) AND i.received_at < now() - coalesce(\(age) * interval '1 second', s.keep)
      """)
    return total
  }

  /// Deletes those of the messages that have no row left, and their keys.
  private static func forget(_ messages: Set<Int>, on connection: Connection) async throws {
    guard !messages.isEmpty else { return }
    // From the end: a purge goes upwards, and would walk over all that it has deleted of a large message to find its first row.
    let gone = try await connection.rows(
      """
      DELETE FROM envoi.message m WHERE m.id = ANY(\(messages.sorted())) AND (
        SELECT true FROM envoi.queue q WHERE q.id BETWEEN m.first_row AND m.last_row AND q.message_id = m.id ORDER BY q.id DESC LIMIT 1) IS NULL
      RETURNING m.id
      """, as: Int.self)
    try await connection.execute("DELETE FROM envoi.accepted WHERE message_id = ANY(\(gone))")
  }
}
