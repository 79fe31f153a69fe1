internal import Foundation
public import Postgres

/// What was changed by whom: a line for every change by the admin, the API and the commands.
public struct Audit: Sendable {
  private let database: Pool

  public init(_ database: Pool) { self.database = database }

  /// - Parameters:
  ///   - action: a noun and a verb, `transport.set`.
  ///   - subject: its name or id.
  ///   - site: nil for the installation.
  ///   - detail: what was given, never a secret.
  public func record(_ action: String, subject: String?, site: Int32?, detail: [String: String]?, by actor: Actor) async throws {
    let note = AuditNote(action, detail: detail, by: actor)
    try await database.withConnection { _ = try await note.write(subject: subject, site: site, on: $0) }
  }

  /// The newest first.
  ///
  /// - Parameters:
  ///   - sites: of these, and nothing of the installation; nil: all.
  ///   - before: the id that the page begins below; nil for the first one.
  public func lines(sites: Set<Int32>?, before: Int? = nil, limit: Int) async throws -> [AuditLine] {
    let condition: SQL = sites.map { "a.site_id = ANY(\($0.sorted()))" } ?? "true"
    let rows = try await database.withConnection { connection in
      try await connection.rows(
        """
        SELECT a.id, a.at, a.actor, host(a.client), a.site_id, s.domain::text, a.action, a.subject, a.detail
        FROM envoi.audit a LEFT JOIN envoi.site s ON s.id = a.site_id
        WHERE \(sql: condition) AND a.id < \(before ?? .max) ORDER BY a.id DESC LIMIT \(limit)
        """, as: (Int, Timestamp, String, String?, Int32?, String?, String, String?, String?).self)
    }
    return rows.map { row in
      let detail = row.8.flatMap { try? JSONDecoder().decode([String: String].self, from: Data($0.utf8)) }
      return AuditLine(
        id: row.0, at: row.1, actor: row.2, client: row.3, siteID: row.4, site: row.5, action: row.6, subject: row.7,
        detail: detail ?? [:])
    }
  }
}
