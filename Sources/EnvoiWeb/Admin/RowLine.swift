internal import Envoi
internal import Postgres

/// A row in a list.
struct RowLine: Sendable {
  let id: Int
  let site: String
  let channel: String
  let state: String
  let stateLabel: String
  let reason: String?
  let recipient: String
  let recipientName: String?
  let subject: String
  let created: Formatting.Moment
  let attempts: Int16
  let reply: String?

  init(_ row: QueueRow, _ labels: Labels, _ formatting: Formatting) {
    (id, site, recipient, recipientName) = (row.id, row.site, row.recipient, row.recipientName)
    channel = labels("channel_\(row.channel.rawValue)")
    (state, stateLabel) = (row.status.rawValue, labels("status_\(row.status.rawValue)"))
    reason = row.reason.map { labels("reason_\($0.rawValue)") }
    subject = row.subject ?? row.excerpt ?? ""
    created = formatting.time(row.createdAt)
    attempts = row.attempts
    reply = row.reply.map { text in row.replyCode.map { "\($0) \(text)" } ?? text }
  }
}
