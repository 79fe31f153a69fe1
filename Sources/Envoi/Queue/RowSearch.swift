internal import Postgres

/// How the rows of a filter are found: between which ids, and by which index. Each index that `0007_queue_indexes.sql` makes ends with the
/// id, so that a search reads little more than it gives, from either end, however the rows are spread.
struct RowSearch {
  enum Order: String {
    case newestFirst = "DESC"
    case oldestFirst = "ASC"
  }

  /// Hours that a transaction which puts rows in may be open: they have ids of its end and times of its beginning.
  private static let slack = 3600.0

  let filter: QueueFilter
  let range: ClosedRange<Int>

  /// Finds the bounds that a message and times are for the ids.
  init(_ filter: QueueFilter, on connection: Connection) async throws {
    self.filter = filter
    var (low, high) = (0, filter.highest ?? .max)
    if filter.message != nil || filter.since != nil || filter.until != nil {
      let bounds = try await connection.row(
        """
        SELECT m.first_row, m.last_row, CASE WHEN \(filter.since)::timestamptz IS NOT NULL THEN envoi.first_row_since(\(filter.since.map { $0 - Self.slack })) END,
          CASE WHEN \(filter.until)::timestamptz IS NOT NULL THEN envoi.first_row_since(\(filter.until.map { $0 + Self.slack })) END
        FROM (SELECT 1) AS one LEFT JOIN envoi.message m ON m.id = \(filter.message)
        """, as: (Int?, Int?, Int?, Int?).self)
      // Of a message that is gone there are no rows.
      low = max(low, bounds?.0 ?? (filter.message == nil ? 0 : .max), bounds?.2 ?? 0)
      high = min(high, bounds?.1 ?? .max, bounds?.3 ?? .max)
    }
    range = low...max(low, high)
  }

  /// A query for the ids of the rows.
  ///
  /// - Parameters:
  ///   - after: the id that the last page ended with.
  ///   - condition: what else of `q` is asked for.
  func ids(_ order: Order, after: Int? = nil, limit: Int, also condition: SQL = "true") -> SQL {
    var (low, high) = (range.lowerBound, range.upperBound)
    if let after = after.map({ max(0, $0) }) {
      if order == .newestFirst { high = min(high, after - 1) } else { low = max(low, after &+ 1) }
    }
    let (inRange, inIndexRange): (SQL, SQL) = ("q.id BETWEEN \(low) AND \(high)", "q.id + 0 BETWEEN \(low) AND \(high)")
    let wanted: SQL = "\(sql: filter.condition) AND \(sql: condition)"
    let tail: SQL = "\(unescaped: order.rawValue) LIMIT \(limit)"
    guard let index else { return "SELECT q.id FROM envoi.queue q WHERE \(sql: inRange) AND \(sql: wanted) ORDER BY q.id \(sql: tail)" }
    // A step of the index for each group, and all that are being sent, which are few: they are in none of these indexes, and only id + 0
    // keeps the planner from looking for them along the primary key where it has no statistics.
    return """
      SELECT found.id FROM (
        SELECT r.id FROM \(sql: index.groups), LATERAL (
          SELECT q.id FROM envoi.queue q
          WHERE \(sql: index.key) AND \(sql: inIndexRange) AND \(sql: inRange) AND \(sql: wanted)
          ORDER BY q.id + 0 \(sql: tail)) r
        UNION ALL
        SELECT q.id FROM envoi.queue q WHERE \(wantsSending) AND q.token IS NOT NULL AND \(sql: inIndexRange) AND \(sql: wanted)
      ) found ORDER BY found.id \(sql: tail)
      """
  }

  /// How many rows in one state there are, and of how many that were looked at.
  func count(_ status: QueueStatus, limit: Int, also condition: SQL = "true") -> SQL {
    let fits: SQL = "\(sql: filter.condition) AND \(sql: condition) AND q.status = \(status.rawValue)::envoi.status"
    let inRange: SQL = "q.id BETWEEN \(range.lowerBound) AND \(range.upperBound)"
    let inIndexRange: SQL = "q.id + 0 BETWEEN \(range.lowerBound) AND \(range.upperBound)"
    guard let index = index(of: [status]) else {
      return """
        SELECT count(*) FILTER (WHERE fits), count(*) FROM (
          SELECT (\(sql: fits)) AS fits FROM envoi.queue q WHERE q.id = ANY(\(filter.ids ?? []))) AS named
        """
    }
    if status == .sending {
      return "SELECT count(*), 0 FROM envoi.queue q WHERE q.token IS NOT NULL AND \(sql: inIndexRange) AND \(sql: fits)"
    }
    return """
      SELECT count(*) FILTER (WHERE fits), count(*) FROM (
        SELECT r.fits FROM \(sql: index.groups), LATERAL (
          SELECT (\(sql: fits)) AS fits FROM envoi.queue q
          WHERE \(sql: index.key) AND \(sql: inIndexRange) AND \(sql: inRange)
          ORDER BY q.id + 0 DESC LIMIT \(limit)) r
        LIMIT \(limit)) AS looked
      """
  }

  // MARK: The index

  /// Parts of the index that are looked at, and what a row `q` of one of them has.
  private typealias Index = (groups: SQL, key: SQL)

  private var wantsSending: Bool { filter.reason == nil && (filter.statuses.isEmpty || filter.statuses.contains(.sending)) }

  /// Nil where the primary key does best.
  private var index: Index? {
    let saysWhich =
      filter.site != nil || filter.sites != nil || !filter.statuses.isEmpty || filter.reason != nil || filter.recipient != nil
      || filter.reference != nil || filter.newsletter != nil
    return saysWhich ? index(of: filter.statuses.isEmpty ? QueueStatus.allCases : filter.statuses) : nil
  }

  private func index(of statuses: [QueueStatus]) -> Index? {
    let one: SQL = "(SELECT 1) AS one"
    let states: SQL = "unnest(\(statuses.filter { $0 != .sending }.map(\.rawValue))::envoi.status[]) AS g(status)"
    if filter.ids != nil { return nil }
    if let reference = filter.reference { return (one, "q.reference = \(reference) AND q.token IS NULL") }
    if let recipient = filter.recipient {
      let hash: SQL = "hashtextextended(lower(q.recipient COLLATE \"C\"), 0)"
      return (one, "\(sql: hash) = hashtextextended(lower(\(recipient.description)::text COLLATE \"C\"), 0) AND q.token IS NULL")
    }
    if let newsletter = filter.newsletter {
      return (states, "q.newsletter_id = \(newsletter) AND q.status = g.status AND q.token IS NULL")
    }
    if let reason = filter.reason { return (sites, "q.site_id = s.id AND q.reason = \(reason.rawValue)::envoi.reason") }
    return ("\(sql: sites), \(sql: states)", "q.site_id = s.id AND q.status = g.status AND q.token IS NULL")
  }

  private var sites: SQL {
    let chosen = filter.site.map { [$0] } ?? filter.sites?.sorted()
    return "(SELECT id FROM envoi.site WHERE \(chosen == nil) OR id = ANY(\(chosen ?? []))) AS s"
  }
}
