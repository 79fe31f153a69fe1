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
  let attachments: [(name: String, type: String, contentID: String?, content: [UInt8])]

  /// What `load` found under an id: nil where the message is gone.
  typealias Found = (id: Int, size: Int, message: StoredMessage?)

  /// The first of these messages, and those behind it until together they have `bytes`.
  ///
  /// The sizes come from the headers of the values, so that nothing is read that is not wanted.
  static func load(_ ids: [Int], bytes: Int, on connection: Connection) async throws -> [Found] {
    let rows = try await connection.rows(
      """
      SELECT n.id, n.size, n.size > n.text_size, m.is_template, m.sender::text, m.reply_to::text, m.subject, m.text, m.html, m.headers
      FROM (
        SELECT u.id, s.text_size, s.text_size + s.attachment_size AS size, sum(s.text_size + s.attachment_size) OVER (ORDER BY u.position) AS total
        FROM unnest(\(ids)) WITH ORDINALITY AS u(id, position), LATERAL (
          SELECT
            coalesce((SELECT octet_length(coalesce(text, '')) + octet_length(coalesce(html, '')) FROM envoi.message WHERE id = u.id), 0) AS text_size,
            (SELECT coalesce(sum(octet_length(content) + 1), 0) FROM envoi.attachment WHERE message_id = u.id) AS attachment_size) s
      ) n LEFT JOIN envoi.message m ON m.id = n.id WHERE n.total - n.size < \(bytes)
      """, as: (Int, Int, Bool, Bool?, String?, String?, String?, String?, String?, String?).self)
    let withAttachments = rows.filter(\.2).map(\.0)
    var attachments: [Int: [(name: String, type: String, contentID: String?, content: [UInt8])]] = [:]
    if !withAttachments.isEmpty {
      let files = try await connection.rows(
        """
        SELECT message_id, name::text, type::text, content_id::text, content FROM envoi.attachment
        WHERE message_id = ANY(\(withAttachments)) ORDER BY message_id, position
        """, as: (Int, String, String, String?, [UInt8]).self)
      for file in files { attachments[file.0, default: []].append((file.1, file.2, file.3, file.4)) }
    }
    return rows.map { row in
      let message = row.3.map {
        StoredMessage(
          isTemplate: $0, sender: row.4, replyTo: row.5, subject: row.6, text: row.7, html: row.8, headers: row.9,
          attachments: attachments[row.0] ?? [])
      }
      return (row.0, row.1, message)
    }
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
