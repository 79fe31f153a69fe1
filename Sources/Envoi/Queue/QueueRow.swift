internal import MessageFormat
public import Postgres

/// One row of the queue, for people and for `--json`.
public struct QueueRow: Sendable {
  public let id: Int
  public let messageID: Int
  public let site: String
  public let channel: Channel
  public let recipient: String
  public let recipientName: String?
  /// As its recipient gets it; where it cannot be written to them, as it was put in.
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
        coalesce(m.is_template AND m.subject LIKE '%{{%', false),
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
        Int, Int, String, String, String, String?, String?, Bool, String?, String, String?, Int16, Int16, Int16, Timestamp, Timestamp,
        Timestamp,
        Timestamp?,
        Timestamp?, Timestamp?, Timestamp?, Int16?, String?, String?, String?, [String]?, String?, Timestamp?, Timestamp
      ).self)
    return rows.map { row in
      QueueRow(
        id: row.0, messageID: row.1, site: row.2, channel: Channel(rawValue: row.3) ?? .email, recipient: row.4, recipientName: row.5,
        subject: row.6.map { row.7 ? rendered($0, name: row.5, variables: row.26) : $0 }, excerpt: row.8,
        status: QueueStatus(rawValue: row.9) ?? .error, reason: row.10.flatMap(Reason.init), priority: row.11, attempts: row.12,
        generation: row.13, createdAt: row.14, dueAt: row.15, expiresAt: row.16, retryAt: row.17, leaseUntil: row.18, sentAt: row.19,
        deliveredAt: row.20, replyCode: row.21, reply: row.22, remoteID: row.23, reference: row.24, tags: row.25, variables: row.26,
        receipt: row.27.map { MissingReceipt(until: $0, isLate: $0 <= row.28) })
    }
  }

  private static func rendered(_ subject: String, name: String?, variables: String?) -> String {
    (try? TextMessage(text: subject).rendered(name: name, variables: variables)) ?? subject
  }
}
