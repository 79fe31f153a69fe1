public import Postgres

/// One row of the queue, for people and for `--json`.
public struct QueueRow: Sendable {
  public let id: Int
  public let messageID: Int
  public let site: String
  public let channel: Channel
  public let recipient: String
  public let recipientName: String?
  public let subject: String?
  /// How the text of an SMS or a chat's message begins, as it was put in.
  public let excerpt: String?
  public let status: QueueStatus
  public let reason: Reason?
  public let priority: Int16
  public let attempts: Int16
  public let generation: Int16
  public let createdAt: Timestamp
  public let dueAt: Timestamp
  public let expiresAt: Timestamp
  public let retryAt: Timestamp?
  public let leaseUntil: Timestamp?
  public let sentAt: Timestamp?
  public let deliveredAt: Timestamp?
  public let replyCode: Int16?
  public let reply: String?
  public let remoteID: String?
  public let reference: String?
  public let tags: [String]?
  public let variables: String?
  /// Of an SMS that was sent by a gateway that gives receipts, and has no final one.
  public let receipt: MissingReceipt?

  /// - Parameter tail: ORDER BY and LIMIT.
  static func fetch(_ condition: SQL, _ tail: SQL = "ORDER BY q.id", on connection: Connection) async throws -> [QueueRow] {
    let rows = try await connection.rows(
      """
      SELECT q.id, q.message_id, s.domain, q.channel::text, q.recipient::text, q.recipient_name::text, m.subject,
        CASE WHEN q.channel <> 'email' THEN left(m.text, 100) END, q.status::text,
        q.reason::text, q.priority, q.attempts, q.generation, q.created_at, q.due_at, q.expires_at, q.retry_at, q.lease_until, q.sent_at,
        q.delivered_at, q.reply_code, q.reply, q.remote_id, q.reference, q.tags, q.variables,
        CASE WHEN q.status = 'sent' AND q.channel = 'sms' THEN (
          SELECT q.sent_at + t.receipts_within FROM envoi.transport t WHERE t.site_id = q.site_id AND t.name = q.destination) END,
        now()
      FROM envoi.queue q JOIN envoi.site s ON s.id = q.site_id LEFT JOIN envoi.message m ON m.id = q.message_id
      WHERE \(sql: condition) \(sql: tail)
      """,
      as: (
        Int, Int, String, String, String, String?, String?, String?, String, String?, Int16, Int16, Int16, Timestamp, Timestamp, Timestamp,
        Timestamp?,
        Timestamp?, Timestamp?, Timestamp?, Int16?, String?, String?, String?, [String]?, String?, Timestamp?, Timestamp
      ).self)
    return rows.map { row in
      QueueRow(
        id: row.0, messageID: row.1, site: row.2, channel: Channel(rawValue: row.3) ?? .email, recipient: row.4, recipientName: row.5,
        subject: row.6, excerpt: row.7,
        status: QueueStatus(rawValue: row.8) ?? .error, reason: row.9.flatMap(Reason.init), priority: row.10, attempts: row.11,
        generation: row.12, createdAt: row.13, dueAt: row.14, expiresAt: row.15, retryAt: row.16, leaseUntil: row.17, sentAt: row.18,
        deliveredAt: row.19, replyCode: row.20, reply: row.21, remoteID: row.22, reference: row.23, tags: row.24, variables: row.25,
        receipt: row.26.map { MissingReceipt(until: $0, isLate: $0 <= row.27) })
    }
  }
}
