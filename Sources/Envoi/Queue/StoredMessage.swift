internal import Foundation
internal import MessageFormat
internal import Postgres

/// A message as the database has it.
struct StoredMessage: Sendable {
  let isTemplate: Bool
  let sender: String?
  let replyTo: String?
  let subject: String?
  let text: String?
  let html: String?
  /// JSON: an array of [name, value].
  let headers: String?
  var attachments: [(name: String, type: String, contentID: String?, content: [UInt8])] = []

  static func load(_ ids: [Int], on connection: Connection) async throws -> [Int: StoredMessage] {
    var messages: [Int: StoredMessage] = [:]
    let rows = try await connection.rows(
      """
      SELECT m.id, m.is_template, m.sender::text, m.reply_to::text, m.subject, m.text, m.html, m.headers,
        EXISTS (SELECT FROM envoi.attachment a WHERE a.message_id = m.id)
      FROM envoi.message m WHERE m.id = ANY(\(ids))
      """, as: (Int, Bool, String?, String?, String?, String?, String?, String?, Bool).self)
    for row in rows {
      messages[row.0] = StoredMessage(
        isTemplate: row.1, sender: row.2, replyTo: row.3, subject: row.4, text: row.5, html: row.6, headers: row.7)
    }
    guard rows.contains(where: \.8) else { return messages }
    let attachments = try await connection.rows(
      """
      SELECT message_id, name::text, type::text, content_id::text, content FROM envoi.attachment
      WHERE message_id = ANY(\(ids)) ORDER BY message_id, position
      """, as: (Int, String, String, String?, [UInt8]).self)
    for row in attachments {
      messages[row.0]?.attachments.append((row.1, row.2, row.3, row.4))
    }
    return messages
  }

  /// - Parameter sender: the site's, for a message that names none.
  /// - Throws: what an application put in that cannot be sent: only this message's rows are invalid.
  func parsed(sender siteSender: Mailbox) throws -> Message {
    let fields = try headers.map { try JSONDecoder().decode([[String]].self, from: Data($0.utf8)) } ?? []
    return try Message(
      from: sender.map { try Mailbox($0) } ?? siteSender, replyTo: replyTo.map { try Mailbox($0) }, subject: subject ?? "", text: text,
      html: html,
      headers: fields.map { field in
        guard field.count == 2 else { throw InvalidInput("headers", "must be pairs of name and value", "\(field)") }
        return try HeaderField(name: field[0], value: field[1])
      },
      attachments: attachments.map { try Attachment(name: $0.name, type: $0.type, content: $0.content, contentID: $0.contentID) },
      isTemplate: isTemplate)
  }
}
