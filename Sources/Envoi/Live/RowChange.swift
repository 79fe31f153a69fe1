public import Postgres

/// A row that came to an end: it was sent, delivered, or is in error for good.
public struct RowChange: Sendable, Equatable {
  /// The row.
  public let id: Int
  public let generation: Int
  /// `sent`, `error` or `delivered`; the row may have gone on since.
  public let status: QueueStatus
  /// Of an error.
  public let reason: Reason?
  public let channel: Channel
  public let recipient: String
  /// The caller's own id.
  public let reference: String?
  public let message: Int
  /// When it was sent or delivered; of an error when it was told.
  public let at: Timestamp

  /// - Parameters:
  ///   - generations: by row.
  ///   - site: whose they are said to be; anybody in the database may say so.
  static func fetch(_ generations: [Int: Int], _ status: QueueStatus, of site: Int32, on connection: Connection) async throws -> [RowChange]
  {
    let rows = try await connection.rows(
      """
      SELECT id, reason::text, channel::text, recipient::text, reference, message_id,
        coalesce(CASE \(status.rawValue) WHEN 'sent' THEN sent_at WHEN 'delivered' THEN delivered_at END, now())
      FROM envoi.queue WHERE id = ANY(\(Array(generations.keys))) AND site_id = \(site) ORDER BY id
      """, as: (Int, String?, String, String, String?, Int, Timestamp).self)
    return rows.map { row in
      RowChange(
        id: row.0, generation: generations[row.0] ?? 1, status: status, reason: status == .error ? row.1.flatMap(Reason.init) : nil,
        channel: Channel(rawValue: row.2) ?? .email, recipient: row.3, reference: row.4, message: row.5, at: row.6)
    }
  }
}
