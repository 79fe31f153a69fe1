internal import Postgres

/// Rows by the minute in which they came to their states.
struct Activity {
  /// Rows of these hours, and of those before, that are looked at, at most: every so manieth where there are more.
  private static let samples = (now: 6000, earlier: 2000)
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
    for (range, sample) in [(early..<begin, Self.samples.earlier), (begin..<(end + 1), Self.samples.now)] where !range.isEmpty {
      let step = (range.count + sample - 1) / sample
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
    // A lookup for each, in its own partition alone: with all ids in one array every partition would be asked for every id.
    let rows: SQL =
      step == 1
      ? "envoi.queue q"
      : "generate_series(\(range.lowerBound), \(range.upperBound - 1), \(step)) AS n, LATERAL (SELECT * FROM envoi.queue WHERE id = n OFFSET 0) q"
    return try await connection.rows(
      """
      SELECT extract(epoch FROM date_trunc('minute', came.at))::bigint / 60, came.status, count(*)
      FROM \(sql: rows), LATERAL (
        VALUES (q.created_at, 'pending'), (q.sent_at, 'sent'), (q.delivered_at, 'delivered'),
          (CASE WHEN q.status = 'error' THEN (SELECT e.at FROM envoi.queue_event e WHERE e.queue_id = q.id ORDER BY e.id DESC LIMIT 1) END, 'error')
      ) AS came(at, status)
      WHERE q.id >= \(range.lowerBound) AND q.id < \(range.upperBound) AND (\(sites == nil) OR q.site_id = ANY(\(sites?.sorted() ?? []))) AND came.at >= to_timestamp(\(first * 60))
      GROUP BY 1, 2
      """, as: (Int, String, Int).self)
  }
}
