internal import Postgres

extension Queue {
  /// A message of a site, with what became of its rows; nil where the site has none of this id.
  public func message(_ id: Int, of site: Int32) async throws -> QueuedMessage? {
    let row = try await database.withConnection { connection in
      try await connection.row(
        "SELECT channel::text, subject, created_at FROM envoi.message WHERE id = \(id) AND site_id = \(site)",
        as: (String, String?, Timestamp).self)
    }
    guard let row else { return nil }
    var filter = QueueFilter()
    (filter.site, filter.message) = (site, id)
    return QueuedMessage(
      id: id, channel: Channel(rawValue: row.0) ?? .email, subject: row.1, createdAt: row.2, rows: try await counts(filter.condition))
  }
}
