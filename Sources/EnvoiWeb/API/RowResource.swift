internal import Envoi
internal import Postgres

/// A row as the API shows it.
struct RowResource: Encodable {
  let id, message: Int
  let channel, recipient, status: String
  let recipientName, subject, reason: String?
  let priority, attempts, generation: Int16
  let createdAt, dueAt, expiresAt: String
  let retryAt, leaseUntil, sentAt, deliveredAt: String?
  let replyCode: Int16?
  let reply, remoteId, reference: String?
  let tags: [String]?

  init(_ row: QueueRow) {
    (id, message, channel, recipient) = (row.id, row.messageID, row.channel.rawValue, row.recipient)
    (status, reason, recipientName, subject) = (row.status.rawValue, row.reason?.rawValue, row.recipientName, row.subject)
    (priority, attempts, generation) = (row.priority, row.attempts, row.generation)
    (createdAt, dueAt, expiresAt) = (row.createdAt.description, row.dueAt.description, row.expiresAt.description)
    (retryAt, leaseUntil) = (row.retryAt?.description, row.leaseUntil?.description)
    (sentAt, deliveredAt) = (row.sentAt?.description, row.deliveredAt?.description)
    (replyCode, reply, remoteId, reference, tags) = (row.replyCode, row.reply, row.remoteID, row.reference, row.tags)
  }

  /// What happened to it.
  struct Event: Encodable {
    let at, kind: String
    let generation: Int16
    let attempt, replyCode: Int16?
    let reply, actor: String?

    init(_ event: QueueEvent) {
      (at, kind, generation, attempt) = (event.at.description, event.kind, event.generation, event.attempt)
      (replyCode, reply, actor) = (event.replyCode, event.reply, event.actor)
    }
  }
}
