public import MessageFormat
public import Postgres

/// The numbers that get nothing more. They are looked up when a row enters and again when it leaves.
public struct Suppressions: Sendable {
  private let database: Pool

  public init(_ database: Pool) { self.database = database }

  /// Of a site or of all, the newest first.
  public func all(of site: Site?) async throws -> [Suppression] {
    let rows = try await database.withConnection { connection in
      try await connection.rows(
        """
        SELECT s.domain, x.channel::text, x.address::text, x.source, x.created_at
        FROM envoi.suppression x JOIN envoi.site s ON s.id = x.site_id
        WHERE coalesce(x.site_id = \(site?.id), true) ORDER BY x.created_at DESC, x.address
        """, as: (String, String, String, String, Timestamp).self)
    }
    return rows.map { Suppression(site: $0.0, channel: Channel(rawValue: $0.1) ?? .sms, address: $0.2, source: $0.3, createdAt: $0.4) }
  }

  public func contains(_ number: PhoneNumber, of site: Site) async throws -> Bool {
    try await database.withConnection { connection in
      try await connection.row(
        "SELECT true FROM envoi.suppression WHERE site_id = \(site.id) AND channel = 'sms' AND address = \(number.description)",
        as: Bool.self)
        ?? false
    }
  }

  /// - Parameters:
  ///   - source: who wants it.
  ///   - note: for the audit, where it changes something.
  /// - Returns: false where it was suppressed already, and how many rows that waited ended.
  public func add(
    _ number: PhoneNumber, to site: Site, source: String, note: AuditNote? = nil
  ) async throws -> (isNew: Bool, ended: Int) {
    try await database.withTransaction { connection in
      let added = try await Self.add(number.description, to: site.id, source: source, actor: source, on: connection)
      if added.isNew || added.ended > 0 { try await note?.write(subject: number.description, site: site.id, on: connection) }
      return added
    }
  }

  /// - Returns: false where it was not suppressed.
  public func remove(_ number: PhoneNumber, of site: Site, note: AuditNote? = nil) async throws -> Bool {
    try await database.withTransaction { connection in
      guard try await Self.remove(number.description, of: site.id, on: connection) else { return false }
      try await note?.write(subject: number.description, site: site.id, on: connection)
      return true
    }
  }

  static func add(
    _ number: String, to site: Int32, source: String, actor: String, on connection: Connection
  ) async throws -> (isNew: Bool, ended: Int) {
    try await connection.execute("SELECT set_config('envoi.actor', \(actor), true)")
    let added = try await connection.execute(
      """
      INSERT INTO envoi.suppression (site_id, channel, address, source) VALUES (\(site), 'sms', \(number), \(source))
      ON CONFLICT DO NOTHING
      """)
    // In the order of ids, as every other change of many rows. What a worker has claimed meanwhile is being sent, and stays.
    let ended = try await connection.execute(
      """
      WITH ended AS (
        UPDATE envoi.queue q SET status = 'error', reason = 'suppressed', retry_at = NULL
        FROM (
          SELECT id, status FROM envoi.queue
          WHERE site_id = \(site) AND channel = 'sms' AND recipient = \(number) AND (status = 'pending' OR retry_at IS NOT NULL)
          ORDER BY id FOR UPDATE) AS waiting
        WHERE q.id = waiting.id
        RETURNING q.id, q.generation, q.reply_code, q.reply, waiting.status AS before
      ), noted AS (
        INSERT INTO envoi.queue_event (queue_id, kind, generation, reply_code, reply, actor)
        SELECT id, 'suppressed', generation, reply_code, reply, \(actor) FROM ended WHERE before = 'error'
      )
      SELECT FROM ended
      """)
    return (added == 1, ended)
  }

  static func remove(_ number: String, of site: Int32, on connection: Connection) async throws -> Bool {
    try await connection.execute("DELETE FROM envoi.suppression WHERE site_id = \(site) AND channel = 'sms' AND address = \(number)") == 1
  }
}
