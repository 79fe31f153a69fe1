internal import Foundation
internal import MessageFormat
internal import Postgres

/// Messages of a site and their rows on the way into the tables.
struct CopyBatch {
  let site: Site
  private var messages = CopyBinary()
  private var attachments = CopyBinary()
  private var rows = CopyBinary()

  init(site: Site) { self.site = site }

  /// - Parameter rows: ids of its recipients, ascending.
  mutating func append(_ submission: Submission, id: Int, rows: ArraySlice<Int>) {
    messages.append(id)
    messages.append(site.id)
    messages.append(submission.channel.rawValue)
    messages.append(true)
    messages.append(submission.sender)
    messages.append(submission.replyTo?.description)
    messages.append(submission.subject)
    messages.append(submission.text)
    messages.append(submission.html)
    let headers = submission.headers.map { [$0.name, $0.value] }
    messages.append(json: headers.isEmpty ? nil : (try? JSONEncoder().encode(headers)).map { String(decoding: $0, as: UTF8.self) })
    messages.append(rows.first ?? 0)
    messages.append(rows.last ?? 0)
    messages.endRow()
    for (position, attachment) in submission.attachments.enumerated() {
      attachments.append(id)
      attachments.append(Int16(position))
      attachments.append(attachment.name)
      attachments.append(attachment.type)
      attachments.append(attachment.contentID)
      attachments.append(attachment.content)
      attachments.endRow()
    }
  }

  mutating func append(_ addressee: Addressee, of submission: Submission, id: Int, message: Int, _ times: Times) {
    rows.append(id)
    rows.append(message)
    rows.append(site.id)
    rows.append(submission.channel.rawValue)
    rows.append(addressee.recipient.description)
    rows.append(addressee.recipient.destination)
    rows.append(addressee.name)
    rows.append(json: addressee.variables)
    rows.append(Int16(submission.priority))
    rows.append(times.due)
    rows.append(times.expires)
    rows.append(submission.reference)
    rows.append(submission.tags)
    rows.endRow()
  }

  mutating func copy(on connection: isolated Connection) async throws {
    if !messages.isEmpty {
      try await connection.copyIn(
        """
        COPY envoi.message (id, site_id, channel, is_template, sender, reply_to, subject, text, html, headers, first_row, last_row)
        FROM STDIN (FORMAT binary)
        """, messages.finish())
    }
    if !attachments.isEmpty {
      try await connection.copyIn(
        "COPY envoi.attachment (message_id, position, name, type, content_id, content) FROM STDIN (FORMAT binary)", attachments.finish())
    }
    try await connection.copyIn(
      """
      COPY envoi.queue (id, message_id, site_id, channel, recipient, destination, recipient_name, variables, priority, due_at, expires_at, reference, tags)
      FROM STDIN (FORMAT binary)
      """, rows.finish())
  }
}
