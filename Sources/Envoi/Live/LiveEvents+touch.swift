internal import Postgres

extension LiveEvents {
  /// Part of a statement: tells who watches that something became of `rows` (of site_id) that is no end. It begins with who watches: nobody,
  /// mostly.
  static func touch(_ rows: SQL) -> SQL {
    """
    (SELECT count(pg_notify('envoi_events', l.site_id::text)) FROM envoi.listener l
      WHERE l.until > now() AND l.site_id IN (SELECT site_id FROM \(sql: rows)))
    """
  }
}
