internal import Postgres

/// Which ways have something to do now.
enum DueRoutes {
  /// - Parameter sites: those to look at; all enabled ones when nil.
  /// - Returns: the ways of the enabled sites that have due rows of these kinds.
  static func among(_ sites: [Int32]?, kinds: [Claim.Kind], on connection: Connection) async throws -> Set<Route> {
    // One probe of an index for each way and priority, however many rows there are. ORDER BY names the index: a partition that was empty
    // when the plan was made would be walked by any other. (EXISTS alone drops it.)
    func probe(_ rows: SQL) -> SQL {
      """
      \(kinds.contains(.pending)) AND EXISTS (
          SELECT FROM generate_series(0, 9) AS p, LATERAL (
            SELECT FROM envoi.queue WHERE \(sql: rows) AND status = 'pending' AND priority = p::smallint AND due_at <= now()
            ORDER BY due_at, id LIMIT 1) r)
        OR \(kinds.contains(.retry)) AND (SELECT true FROM envoi.queue WHERE \(sql: rows) AND retry_at <= now() ORDER BY retry_at, id LIMIT 1)
      """
    }
    let isWanted: SQL = "s.enabled AND (\(sites == nil) OR s.id = ANY(\(sites ?? [])))"
    let routes = try await connection.rows(
      """
      SELECT s.id, c.channel::text, NULL::text FROM envoi.site s, unnest('{email,sms}'::envoi.channel[]) AS c(channel)
      WHERE \(sql: isWanted) AND (\(sql: probe("site_id = s.id AND channel = c.channel")))
      UNION ALL
      SELECT s.id, t.channel::text, t.name FROM envoi.site s JOIN envoi.transport t ON t.site_id = s.id AND t.channel IN ('chat', 'webhook')
      WHERE \(sql: isWanted)
        AND (\(sql: probe("site_id = s.id AND channel = t.channel AND channel IN ('chat', 'webhook') AND destination = t.name")))
      """, as: (Int32, String, String?).self)
    return Set(routes.map { Route(site: $0.0, channel: Channel(rawValue: $0.1) ?? .email, destination: $0.2) })
  }

  /// Rows of a site that are due and still wait.
  static func left(of site: Int32, kinds: [Claim.Kind], on connection: Connection) async throws -> Int {
    try await connection.row(
      """
      SELECT (SELECT count(*) FROM envoi.queue WHERE site_id = \(site) AND status = 'pending' AND due_at <= now() AND \(kinds.contains(.pending)))
        + (SELECT count(*) FROM envoi.queue WHERE site_id = \(site) AND retry_at <= now() AND \(kinds.contains(.retry)))
      """, as: Int.self) ?? 0
  }
}
