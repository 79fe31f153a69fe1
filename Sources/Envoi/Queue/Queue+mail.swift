internal import Foundation
internal import MessageFormat
internal import Postgres

extension Queue {
  /// The mail of a row as it is composed now: as it was sent but for its Date (of its being recorded, or now), a site's sender that was
  /// changed since, and a redirection. Of an SMS and a chat's message its text, of a webhook its body.
  ///
  /// - Returns: nil when there is no such row.
  /// - Throws: what keeps it from being composed.
  public func mail(of id: Int) async throws -> [UInt8]? {
    guard let row = try await rows(ids: [id]).first else { return nil }
    if row.channel == .webhook { return Array((row.variables ?? "").utf8) }
    if row.channel != .email {
      guard let (text, _) = try await letter(of: row)?.text() else { return nil }
      let said = try text.rendered(name: row.recipientName, variables: row.variables)
      let site = try await Sites(database).find(row.site)
      let isPlainer = row.channel == .sms && site.transliterates
      return Array((isPlainer ? SMSText.transliterated(said).text : said).utf8)
    }
    var bytes: [UInt8] = []
    _ = try await letter(of: row)?.compose(
      row: row.id, generation: Int(row.generation), to: EmailAddress(row.recipient), name: row.recipientName, variables: row.variables,
      redirect: nil, date: row.sentAt?.date ?? Date(), into: &bytes)
    return bytes
  }

  /// As its mail has it, with the angle brackets.
  func messageID(of row: QueueRow) async throws -> String? {
    try await letter(of: row).map { "<\($0.messageID(row: row.id, generation: Int(row.generation)))@\(row.site)>" }
  }

  private func letter(of row: QueueRow) async throws -> Letter? {
    let site = try await Sites(database).find(row.site)
    return try await database.withConnection { connection in
      guard let installation = try await connection.row("SELECT id::text FROM envoi.installation", as: String.self) else { return nil }
      var letters = Letters(site: site, channel: row.channel, installation: installation)
      try await letters.load([row.messageID], on: connection)
      return letters[row.messageID]
    }
  }
}
