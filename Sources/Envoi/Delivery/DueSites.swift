internal import Postgres

/// Which sites have something to do now.
enum DueSites {
  /// - Parameter sites: those to look at; all enabled ones when nil.
  /// - Returns: ids of the enabled sites that have due rows of these kinds.
  static func ids(among sites: [Int32]?, kinds: [Claim.Kind], on connection: Connection) async throws -> Set<Int32> {
    // One probe of an index for each site and priority, however many rows there are. ORDER BY names the index: a partition that was empty
    // when the plan was made would be walked by any other. (EXISTS alone drops it.)
    let rows = try await connection.rows(
      """
      SELECT s.id FROM envoi.site s
      WHERE s.enabled AND (\(sites == nil) OR s.id = ANY(\(sites ?? [])))
        AND (\(kinds.contains(.pending)) AND EXISTS (
            SELECT FROM generate_series(0, 9) AS p, LATERAL (
              SELECT FROM envoi.queue WHERE site_id = s.id AND channel = 'email' AND status = 'pending' AND priority = p::smallint
                AND due_at <= now() ORDER BY due_at, id LIMIT 1) r)
          OR \(kinds.contains(.retry)) AND (
            SELECT true FROM envoi.queue WHERE site_id = s.id AND channel = 'email' AND retry_at <= now() ORDER BY retry_at, id LIMIT 1))
      """, as: Int32.self)
    return Set(rows)
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
