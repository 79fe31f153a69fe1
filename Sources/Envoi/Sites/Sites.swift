internal import Foundation
internal import MessageFormat
public import Postgres

/// The sites of this installation.
public struct Sites: Sendable {
  private let database: Pool

  public init(_ database: Pool) { self.database = database }

  /// Adds a site, with a sandbox as its way out until it gets another.
  ///
  /// - Parameter note: for the audit, where the caller writes no line itself; so do the others.
  /// - Throws: ``InvalidInput`` when the domain cannot be one, or is a site already.
  public func add(_ domain: String, settings: SiteSettings, sandbox: String, note: AuditNote? = nil) async throws -> Site {
    let domain = try Self.domain(domain)
    guard let sender = settings.sender else { throw InvalidInput("--from", "is needed: the address that the site's mails come from") }
    let returnPath = try settings.returnPath ?? EmailAddress("bounces@\(domain)")
    return try await database.withTransaction { connection in
      let added = try await connection.execute(
        """
        INSERT INTO envoi.site (domain, sender, return_path) VALUES (\(domain), \(sender.description), \(returnPath.description))
        ON CONFLICT DO NOTHING
        """)
      guard added == 1 else { throw InvalidInput("domain", "is a site already; envoi site set changes it", domain) }
      try await apply(settings, to: domain, on: connection)
      let site = try await Self.one(domain, on: connection)
      try await connection.execute(
        """
        INSERT INTO envoi.transport (site_id, name, kind, url, connections, position)
        VALUES (\(site.id), 'sandbox', 'sandbox', \("sandbox:\(sandbox)/\(domain)"), 1, 32767)
        """)
      try await note?.write(subject: site.domain, site: site.id, on: connection)
      return site
    }
  }

  /// Changes what `settings` names and leaves the rest.
  ///
  /// - Parameter detail: of the changed one, for the note.
  public func set(
    _ domain: String, settings: SiteSettings, note: AuditNote? = nil, detail: (Site) -> [String: String] = { _ in [:] }
  ) async throws -> Site {
    try await database.withTransaction { connection in
      // Also one that cannot be read: this is what mends it.
      _ = try await Self.id(domain, on: connection)
      try await apply(settings, to: Self.domain(domain), on: connection)
      let site = try await Self.one(domain, on: connection)
      try await note?.write(subject: site.domain, site: site.id, adding: detail(site), on: connection)
      return site
    }
  }

  /// Those that can be read.
  public func all() async throws -> [Site] { try await database.withConnection { try await Self.fetch("true", on: $0) } }

  /// What is wrong with the others, which somebody changed by SQL.
  public func broken() async throws -> [InvalidInput] { try await database.withConnection { try await Self.broken(on: $0) } }

  /// The site of this domain; without a domain the only one there is.
  public func find(_ domain: String?) async throws -> Site {
    try await database.withConnection { connection in
      if let domain { return try await Self.one(domain, on: connection) }
      let domains = try await Self.domains(on: connection)
      guard domains.count <= 1 else {
        throw InvalidInput("--site", "is needed while there are several sites: \(domains.joined(separator: ", "))")
      }
      guard let only = domains.first else {
        throw InvalidInput("site", "there is none yet; make one with: envoi site add example.org --from 'News <news@example.org>'")
      }
      return try await Self.one(only, on: connection)
    }
  }

  /// Also of a site whose settings cannot be read.
  public func id(of domain: String) async throws -> Int32 { try await database.withConnection { try await Self.id(domain, on: $0) } }

  /// Removes a site with its transports and messages. Refused while rows of it still wait, unless `force`.
  public func remove(_ domain: String, force: Bool, note: AuditNote? = nil) async throws {
    try await database.withTransaction { connection in
      let site = try await Self.id(domain, on: connection)
      let open =
        try await connection.row(
          "SELECT count(*) FROM envoi.queue WHERE site_id = \(site) AND (status IN ('pending', 'sending') OR retry_at IS NOT NULL)",
          as: Int.self) ?? 0
      guard open == 0 || force else {
        throw InvalidInput("domain", "has rows that have not ended (\(open)); cancel them first, or say --force", domain)
      }
      try await connection.execute(
        """
        WITH gone AS (DELETE FROM envoi.queue WHERE site_id = \(site) RETURNING id)
        DELETE FROM envoi.queue_event WHERE queue_id IN (SELECT id FROM gone)
        """)
      try await connection.execute("DELETE FROM envoi.site WHERE id = \(site)")
      try await note?.write(subject: Self.domain(domain), site: site, on: connection)
    }
  }

  /// A domain in lower case and A-labels, by the same rules as the domain of an address.
  static func domain(_ text: String) throws -> String {
    do { return try EmailAddress("x@\(text)").domain } catch {
      throw InvalidInput("domain", "must be a host name like example.org: \("\(error)".replacing("\"x@", with: "\""))")
    }
  }

  private func apply(_ settings: SiteSettings, to domain: String, on connection: Connection) async throws {
    try await connection.execute(
      """
      UPDATE envoi.site SET
        sender = coalesce(\(settings.sender?.description), sender), return_path = coalesce(\(settings.returnPath?.description), return_path),
        language = coalesce(\(settings.language), language), timezone = coalesce(\(settings.timeZone), timezone),
        on_doubt = coalesce(\(settings.onDoubt?.rawValue), on_doubt),
        keep = coalesce(\(settings.keep) * interval '1 second', keep),
        attachment_limit = coalesce(\(settings.attachmentLimit), attachment_limit),
        country = nullif(coalesce(\(settings.country), country), ''), sms_parts = coalesce(\(settings.smsParts), sms_parts),
        transliterate = coalesce(\(settings.transliterates), transliterate), contact = coalesce(\(settings.hasContactForm), contact),
        enabled = coalesce(\(settings.isEnabled), enabled)
      WHERE domain = \(domain)
      """)
  }

  private static func domains(on connection: Connection) async throws -> [String] {
    try await connection.rows("SELECT domain FROM envoi.site ORDER BY domain", as: String.self)
  }

  private static func id(_ domain: String, on connection: Connection) async throws -> Int32 {
    let name = try Self.domain(domain)
    if let id = try await connection.row("SELECT id FROM envoi.site WHERE domain = \(name)", as: Int32.self) { return id }
    let others = try await domains(on: connection).joined(separator: ", ")
    throw InvalidInput(
      "site", others.isEmpty ? "there is none yet; envoi site add makes one" : "there is none of this name, only: \(others)", domain)
  }

  private static func one(_ domain: String, on connection: Connection) async throws -> Site {
    let id = try await id(domain, on: connection)
    guard let site = try await read("id = \(id)", on: connection).first else { throw InvalidInput("site", "was removed", domain) }
    return try site.get()
  }

  /// Those that can be read: one that cannot must not stop the others.
  static func fetch(_ condition: SQL, on connection: Connection) async throws -> [Site] {
    try await read(condition, on: connection).compactMap { try? $0.get() }
  }

  static func broken(on connection: Connection) async throws -> [InvalidInput] {
    try await read("true", on: connection).compactMap { if case .failure(let error) = $0 { error } else { nil } }
  }

  private static func read(_ condition: SQL, on connection: Connection) async throws -> [Swift.Result<Site, InvalidInput>] {
    let rows = try await connection.rows(
      """
      SELECT id, domain, sender::text, return_path::text, language, timezone, on_doubt, extract(epoch FROM keep)::bigint,
        attachment_limit, country, sms_parts, transliterate, contact, enabled
      FROM envoi.site WHERE \(sql: condition) ORDER BY domain
      """,
      as: (Int32, String, String, String, String, String, String, Int, Int32, String?, Int16, Bool, Bool, Bool).self)
    return rows.map { row in
      Swift.Result { () throws(InvalidInput) in
        Site(
          id: row.0, domain: row.1, sender: try parse(row.1, "--from", row.2, Mailbox.init),
          returnPath: try parse(row.1, "--return-path", row.3, EmailAddress.init), language: row.4, timeZone: row.5,
          onDoubt: OnDoubt(rawValue: row.6) ?? .hold, keep: row.7, attachmentLimit: Int(row.8), country: row.9, smsParts: Int(row.10),
          transliterates: row.11, hasContactForm: row.12, isEnabled: row.13)
      }
    }
  }

  private static func parse<Value, Failure: Error>(
    _ domain: String, _ option: String, _ text: String, _ parser: (String) throws(Failure) -> Value
  ) throws(InvalidInput) -> Value {
    do { return try parser(text) } catch {
      throw InvalidInput("site \(domain)", "nothing is sent for it: \(error); mend it with: envoi site set \(domain) \(option) ...", text)
    }
  }
}
