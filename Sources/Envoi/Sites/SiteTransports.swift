internal import Foundation
public import Postgres
internal import Transport

/// The ways out of the sites.
public struct SiteTransports: Sendable {
  private let database: Pool
  private let secretKey: SecretKey?

  /// - Parameter secretKey: needed only to seal and to open passwords.
  public init(_ database: Pool, secretKey: SecretKey?) {
    self.database = database
    self.secretKey = secretKey
  }

  /// - Throws: ``InvalidInput`` when the settings do not make a relay that can be connected to, or the name is taken.
  public func add(_ name: String, to site: Site, settings: TransportSettings) async throws -> SiteTransport {
    guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._\-]{0,62}/) != nil else {
      throw InvalidInput("name", "must be letters, digits, dots, dashes or underscores, at most 63", name)
    }
    guard let url = settings.url else { throw InvalidInput("--url", "is needed: --url smtp://user@host:587, or --preset") }
    return try await database.withTransaction { connection in
      let added = try await connection.execute(
        """
        INSERT INTO envoi.transport (site_id, name, kind, url, security)
        VALUES (\(site.id), \(name), 'smtp', \(url.text), \((settings.security ?? url.defaultSecurity).rawValue)) ON CONFLICT DO NOTHING
        """)
      guard added == 1 else { throw InvalidInput("name", "is a transport of \(site.domain) already; envoi transport set changes it", name) }
      return try await apply(settings, to: name, of: site, on: connection)
    }
  }

  public func set(_ name: String, of site: Site, settings: TransportSettings) async throws -> SiteTransport {
    try await database.withTransaction { connection in
      let transport = try await one(name, of: site, on: connection)
      guard transport.kind != .sandbox || !settings.isAboutRelay else {
        throw InvalidInput("name", "is the sandbox, which has no relay; envoi transport add makes another transport", name)
      }
      // The password must not be shown to another host.
      if let url = settings.url, url.username != nil, transport.hasPassword, settings.password == nil {
        let old = try RelayURL(transport.url)
        guard url.host.lowercased() == old.host.lowercased(), url.username == old.username else {
          throw InvalidInput("--url", "leads to another host or user: say --password-file too, the password was for \(old.text)", url.text)
        }
      }
      return try await apply(settings, to: name, of: site, on: connection)
    }
  }

  /// - Parameter force: also where the site's mail that waits would go into the sandbox then.
  public func remove(_ name: String, of site: Site, force: Bool = false) async throws {
    try await database.withTransaction { connection in
      let transport = try await one(name, of: site, on: connection)
      guard transport.kind != .sandbox else {
        throw InvalidInput("name", "is the sandbox, which stays: it is used only while there is no other transport", name)
      }
      try await connection.execute("DELETE FROM envoi.transport WHERE id = \(transport.id)")
      guard !force, try await Self.current(of: site, on: connection)?.kind == .sandbox else { return }
      let waits = try await connection.row(
        """
        SELECT EXISTS (SELECT FROM envoi.queue WHERE site_id = \(site.id) AND channel = 'email' AND status = 'pending')
          OR EXISTS (SELECT FROM envoi.queue WHERE site_id = \(site.id) AND channel = 'email' AND retry_at IS NOT NULL)
        """, as: Bool.self)
      if waits == true {
        throw InvalidInput(
          "name",
          "is the last relay of \(site.domain): the mail that waits would become files in the sandbox; add another one first, or say --force",
          name)
      }
    }
  }

  public func all(of site: Site?) async throws -> [SiteTransport] {
    try await database.withConnection { try await Self.fetch(site.map { "t.site_id = \($0.id)" } ?? "true", on: $0) }
  }

  public func find(_ name: String, of site: Site) async throws -> SiteTransport {
    try await database.withConnection { try await one(name, of: site, on: $0) }
  }

  /// The way that the site's mail goes now; nil when all are switched off. The sandbox only where there is no other, used or not: a relay
  /// that is switched off for a while must not turn mail that waits into files.
  static func current(of site: Site, on connection: Connection) async throws -> SiteTransport? {
    current(among: try await fetch("t.site_id = \(site.id) AND t.channel = 'email'", on: connection))
  }

  /// - Parameter transports: all of one site, in their order.
  public static func current(among transports: [SiteTransport]) -> SiteTransport? {
    transports.first { $0.isEnabled && ($0.kind != .sandbox || transports.count == 1) }
  }

  private func apply(_ settings: TransportSettings, to name: String, of site: Site, on connection: Connection) async throws -> SiteTransport
  {
    var sealed: [UInt8]?
    if let password = settings.password {
      guard let secretKey else {
        throw InvalidInput("ENVOI_SECRET_KEY", "is needed to seal the password; make one with: openssl rand -base64 32")
      }
      sealed = try secretKey.seal(password, purpose: SiteTransport.purpose(site: site.domain, name: name))
    }
    // A change is an attempt to mend: the pause ends.
    try await connection.execute(
      """
      UPDATE envoi.transport SET
        url = coalesce(\(settings.url?.text), url), security = coalesce(\((settings.security ?? settings.url?.defaultSecurity)?.rawValue), security),
        password = CASE WHEN \(sealed == nil && settings.url.map { $0.username == nil } ?? false) THEN NULL ELSE coalesce(\(sealed), password) END, ca_file = nullif(coalesce(\(settings.caFile), ca_file), ''), helo = nullif(coalesce(\(settings.helo), helo), ''),
        connections = coalesce(\(settings.connections), connections), position = coalesce(\(settings.position), position),
        enabled = coalesce(\(settings.isEnabled), enabled), paused_until = NULL, trouble = NULL, trouble_count = 0
      WHERE site_id = \(site.id) AND name = \(name)
      """)
    let transport = try await one(name, of: site, on: connection)
    if transport.security != .tls, transport.url.hasPrefix("smtps:") {
      throw InvalidInput("--security", "must be tls for \(transport.url); smtp:// goes with starttls and none", transport.security.rawValue)
    }
    // What cannot be connected to is refused now, not by the first worker.
    if transport.kind == .smtp { _ = try transport.endpoint(secretKey: secretKey) }
    return transport
  }

  private func one(_ name: String, of site: Site, on connection: Connection) async throws -> SiteTransport {
    if let found = try await Self.fetch("t.site_id = \(site.id) AND t.name = \(name)", on: connection).first { return found }
    let others = try await Self.fetch("t.site_id = \(site.id)", on: connection).map(\.name).joined(separator: ", ")
    throw InvalidInput("name", "is no transport of \(site.domain), which has: \(others)", name)
  }

  private static func fetch(_ condition: SQL, on connection: Connection) async throws -> [SiteTransport] {
    let rows = try await connection.rows(
      """
      SELECT t.id, t.site_id, s.domain, t.name, t.kind, t.url::text, t.security, t.password, t.ca_file::text, t.helo::text, t.connections,
        t.position, t.enabled, CASE WHEN t.paused_until > now() THEN t.paused_until END, t.trouble, t.trouble_count
      FROM envoi.transport t JOIN envoi.site s ON s.id = t.site_id
      WHERE \(sql: condition) ORDER BY s.domain, t.kind = 'sandbox', t.position, t.id
      """,
      as: (
        Int32, Int32, String, String, String, String, String, [UInt8]?, String?, String?, Int16, Int16, Bool, Timestamp?, String?, Int32
      ).self)
    return rows.map { row in
      SiteTransport(
        id: row.0, siteID: row.1, site: row.2, name: row.3, kind: row.4 == "smtp" ? .smtp : .sandbox, url: row.5,
        security: .init(rawValue: row.6) ?? .startTLS, password: row.7, caFile: row.8, helo: row.9, connections: Int(row.10),
        position: Int(row.11), isEnabled: row.12, pausedUntil: row.13, trouble: row.14, troubleCount: row.15)
    }
  }
}
