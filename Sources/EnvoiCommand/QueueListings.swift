import Envoi
import Foundation
import Postgres

/// A row as `--json` prints it.
struct RowListing: Encodable {
  let id, messageId: Int
  let site, channel, recipient, status: String
  let recipientName, subject, reason: String?
  let priority, attempts, generation: Int16
  let createdAt, dueAt, expiresAt: String
  let retryAt, leaseUntil, sentAt, deliveredAt: String?
  let replyCode: Int16?
  let reply, remoteId, reference: String?
  let tags: [String]?
  let receipt: String?

  init(_ row: QueueRow) {
    (id, messageId, site, channel, recipient) = (row.id, row.messageID, row.site, row.channel.rawValue, row.recipient)
    (status, reason, recipientName, subject) = (row.status.rawValue, row.reason?.rawValue, row.recipientName, row.subject)
    (priority, attempts, generation) = (row.priority, row.attempts, row.generation)
    (createdAt, dueAt, expiresAt) = (row.createdAt.description, row.dueAt.description, row.expiresAt.description)
    (retryAt, leaseUntil) = (row.retryAt?.description, row.leaseUntil?.description)
    (sentAt, deliveredAt) = (row.sentAt?.description, row.deliveredAt?.description)
    (replyCode, reply, remoteId, reference, tags) = (row.replyCode, row.reply, row.remoteID, row.reference, row.tags)
    receipt = row.receipt?.summary
  }

  static func state(_ row: QueueRow) -> String { row.status.rawValue + (row.reason.map { "/\($0.rawValue)" } ?? "") }

  static func reply(_ row: QueueRow) -> String? { row.reply.map { text in row.replyCode.map { "\($0) \(text)" } ?? text } }

  /// For people, without what is not there.
  var fields: [(String, String)] {
    let all: [(String, String?)] = [
      ("id", "\(id)"), ("site", site), ("channel", channel), ("status", status + (reason.map { "/\($0)" } ?? "")), ("recipient", recipient),
      ("name", recipientName),
      ("subject", subject), ("message", "\(messageId)"), ("priority", "\(priority)"), ("attempts", "\(attempts)"),
      ("generation", "\(generation)"), ("created", createdAt), ("due", dueAt), ("expires", expiresAt), ("retry", retryAt),
      ("lease until", leaseUntil), ("sent", sentAt), ("delivered", deliveredAt), ("receipt", receipt),
      ("reply", reply.map { "\(replyCode.map { "\($0) " } ?? "")\($0)" }),
      ("remote id", remoteId), ("reference", reference), ("tags", tags?.joined(separator: ", ")),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }
}

/// An event as `--json` prints it.
struct EventListing: Encodable {
  let at, kind: String
  let generation: Int16
  let attempt, replyCode: Int16?
  let reply, actor: String?

  init(_ event: QueueEvent) {
    (at, kind, generation, attempt) = (event.at.description, event.kind, event.generation, event.attempt)
    (replyCode, reply, actor) = (event.replyCode, event.reply, event.actor)
  }

  static func line(_ event: QueueEvent) -> String {
    [
      event.kind, event.attempt.map { "(attempt \($0))" }, event.actor.map { "by \($0)" },
      event.reply.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : ": \(event.replyCode.map { "\($0) " } ?? "")\($0)" },
    ].compactMap(\.self).joined(separator: " ")
  }
}

extension Timestamp {
  /// To the second, in UTC.
  var brief: String { isFinite ? date.formatted(Date.ISO8601FormatStyle()) : description }
}

extension Date {
  /// `14:05`, on another day than today `2026-11-22 14:05`; by the local time zone as cron and date(1) know it.
  var clock: String {
    func local(_ date: Date) -> String {
      var (seconds, parts) = (time_t(date.timeIntervalSince1970), tm())
      localtime_r(&seconds, &parts)
      let day = String(format: "%04d-%02d-%02d", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday)
      return day + String(format: " %02d:%02d", parts.tm_hour, parts.tm_min)
    }
    let text = local(self)
    return text.hasPrefix(local(Date()).prefix(10)) ? String(text.suffix(5)) : text
  }
}
