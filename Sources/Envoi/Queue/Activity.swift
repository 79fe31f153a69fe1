internal import Postgres

/// Rows by the minute in which they came to their states.
struct Activity {
  /// Rows that are looked at, at most: every so manieth where there are more.
  private static let sample = 10_000
  /// What was put in up to two days before may have ended in these hours: that is how long a row lives unless said otherwise.
  private static let earlier = 172_800.0

  let sites: Set<Int32>?
  let hours: Int

  func minutes(on connection: Connection) async throws -> ([Overview.Minute], isAbout: Bool) {
    // One query for those of these hours, one for those before: what ended late is found without thinning the others out.
    let ranges = try await connection.row(
      """
      SELECT (extract(epoch FROM date_trunc('minute', now()))::bigint / 60), envoi.first_row_since(now() - \(Double(hours) * 3600 + Self.earlier) * interval '1 second'),
        envoi.first_row_since(date_trunc('minute', now()) - \(hours) * interval '1 hour'),
        coalesce((SELECT id FROM envoi.queue ORDER BY id DESC LIMIT 1), 0)
      """, as: (Int, Int, Int, Int).self)
    guard let (last, early, begin, end) = ranges else { return ([], false) }
    let first = last - hours * 60
    var minutes = (first...last).map { minute in
      Overview.Minute(start: Timestamp(microseconds: (Int64(minute) * 60 - Self.epoch) * 1_000_000), rows: [:])
    }
    var isAbout = false
    for range in [early..<begin, begin..<(end + 1)] where !range.isEmpty {
      let step = (range.count + Self.sample - 1) / Self.sample
      isAbout = isAbout || step > 1
      for (minute, word, count) in try await counts(range, step: step, first: first, on: connection) {
        guard let status = QueueStatus(rawValue: word), minutes.indices.contains(minute - first) else { continue }
        minutes[minute - first].rows[status, default: 0] += count * step
      }
    }
    return (minutes, isAbout)
  }

  /// Seconds from 1970, which SQL counts from, to 2000, which timestamps do.
  private static let epoch: Int64 = 946_684_800

  private func counts(_ range: Range<Int>, step: Int, first: Int, on connection: Connection) async throws -> [(Int, String, Int)] {
    let ids: SQL =
      step == 1
      ? "q.id >= \(range.lowerBound) AND q.id < \(range.upperBound)"
      : "q.id = ANY(ARRAY(SELECT n FROM generate_series(\(range.lowerBound), \(range.upperBound - 1), \(step)) AS n))"
    return try await connection.rows(
      """
      SELECT extract(epoch FROM date_trunc('minute', came.at))::bigint / 60, came.status, count(*)
      FROM envoi.queue q, LATERAL (
        VALUES (q.created_at, 'pending'), (q.sent_at, 'sent'), (q.delivered_at, 'delivered'),
          (CASE WHEN q.status = 'error' THEN (SELECT e.at FROM envoi.queue_event e WHERE e.queue_id = q.id ORDER BY e.id DESC LIMIT 1) END, 'error')
      ) AS came(at, status)
      WHERE \(sql: ids) AND (\(sites == nil) OR q.site_id = ANY(\(sites?.sorted() ?? []))) AND came.at >= to_timestamp(\(first * 60))
      GROUP BY 1, 2
      """, as: (Int, String, Int).self)
  }
}
