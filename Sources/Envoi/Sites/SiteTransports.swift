internal import Foundation
public import Postgres
internal import Transport

/// The ways out of the sites.
public struct SiteTransports: Sendable {
  private let database: Pool
  public let secretKey: SecretKey?

  /// - Parameter secretKey: needed only to seal and to open passwords.
  public init(_ database: Pool, secretKey: SecretKey?) {
    self.database = database
    self.secretKey = secretKey
  }

  /// - Parameters:
  ///   - note: for the audit; so do the others.
  ///   - detail: of what was made, for the note.
  /// - Throws: ``InvalidInput`` when the settings do not make a relay that can be connected to, or the name is taken.
  public func add(
    _ name: String, to site: Site, settings: TransportSettings, note: AuditNote? = nil,
    detail: (SiteTransport) -> [String: String] = { _ in [:] }
  ) async throws -> SiteTransport {
    try Self.check(name: name)
    let insert: SQL
    if let description = settings.gateway.description {
      let gateway = try Gateway(stored: description)
      // What is said in a chat is read in its order.
      let connections: Int16 = gateway.channel == .chat ? 1 : 20
      insert = """
        INSERT INTO envoi.transport (site_id, name, kind, channel, url, gateway, connections)
        VALUES (\(site.id), \(name), 'gateway', \(gateway.channel.rawValue)::envoi.channel, '', \(description), \(connections))
        ON CONFLICT DO NOTHING
        """
    } else {
      guard settings.gateway.isEmpty else {
        throw InvalidInput("--url", "must begin with smtp:// or smtps://; an SMS gateway or a chat needs --preset or --gateway")
      }
      guard let url = settings.url else {
        throw InvalidInput("--url", "is needed: --url smtp://user@host:587, --preset, or --gateway with a file")
      }
      insert = """
        INSERT INTO envoi.transport (site_id, name, kind, url, security)
        VALUES (\(site.id), \(name), 'smtp', \(url.text), \((settings.security ?? url.defaultSecurity).rawValue)) ON CONFLICT DO NOTHING
        """
    }
    return try await database.withTransaction { connection in
      let added = try await connection.execute(insert)
      guard added == 1 else { throw InvalidInput("name", "is a transport of \(site.domain) already; envoi transport set changes it", name) }
      let transport = try await apply(settings, to: name, of: site, on: connection)
      try await note?.write(subject: name, site: site.id, adding: detail(transport), on: connection)
      return transport
    }
  }

  static func check(name: String) throws(InvalidInput) {
    guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._\-]{0,62}/) != nil else {
      throw InvalidInput("name", "must be letters, digits, dots, dashes or underscores, at most 63", name)
    }
  }

  public func set(
    _ name: String, of site: Site, settings: TransportSettings, note: AuditNote? = nil,
    detail: (SiteTransport) -> [String: String] = { _ in [:] }
  ) async throws -> SiteTransport {
    try await database.withTransaction { connection in
      let transport = try await one(name, of: site, on: connection)
      guard transport.kind != .sandbox || !settings.isAboutRelay else {
        throw InvalidInput("name", "is the sandbox, which has no relay; envoi transport add makes another transport", name)
      }
      guard transport.channel != .webhook else {
        throw InvalidInput("name", "is a webhook: envoi webhook set changes it", name)
      }
      guard transport.kind != .gateway || !settings.isAboutSMTP else {
        throw InvalidInput("name", "is a gateway: --set and --secret change it, not the options of a relay", name)
      }
      guard transport.kind == .gateway || settings.gateway.isEmpty else {
        throw InvalidInput("name", "is no gateway: --set, --secret, --gateway and --allow-private have no meaning for it", name)
      }
      // The password must not be shown to another host.
      if let url = settings.url, url.username != nil, transport.hasPassword, settings.password == nil {
        let old = try RelayURL(transport.url)
        guard url.host.lowercased() == old.host.lowercased(), url.username == old.username else {
          throw InvalidInput("--url", "leads to another host or user: say --password-file too, the password was for \(old.text)", url.text)
        }
      }
      let changed = try await apply(settings, to: name, of: site, on: connection)
      try await note?.write(subject: name, site: site.id, adding: detail(changed), on: connection)
      return changed
    }
  }

  /// - Parameter force: also where the site's mail that waits would go into the sandbox then.
  public func remove(_ name: String, of site: Site, force: Bool = false, note: AuditNote? = nil) async throws {
    try await database.withTransaction { connection in
      let transport = try await one(name, of: site, on: connection)
      guard transport.channel != .webhook else { throw InvalidInput("name", "is a webhook: envoi webhook remove ends it", name) }
      guard transport.kind != .sandbox else {
        throw InvalidInput("name", "is the sandbox, which stays: it is used only while there is no other transport", name)
      }
      try await connection.execute("DELETE FROM envoi.transport WHERE id = \(transport.id)")
      try await note?.write(subject: name, site: site.id, on: connection)
      guard !force else { return }
      if transport.kind == .gateway { return try await Self.refuseWhileRowsWait(for: transport, of: site, on: connection) }
      guard try await Self.current(.init(site: site.id, channel: .email), on: connection)?.kind == .sandbox else { return }
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

  /// By its id, which receipts name it by.
  public func find(id: Int32) async throws -> SiteTransport? {
    try await database.withConnection { try await Self.fetch("t.id = \(id)", on: $0).first }
  }

  /// What carries a way's messages now; nil when all are switched off. The sandbox only where there is no other, used or not: a relay
  /// that is switched off for a while must not turn mail that waits into files.
  static func current(_ route: Route, on connection: Connection) async throws -> SiteTransport? {
    current(
      among: try await fetch(
        """
        t.site_id = \(route.site) AND t.channel = \(route.channel.rawValue)::envoi.channel AND (\(route.transport == nil) OR t.name = \(route.transport ?? ""))
        """, on: connection))
  }

  /// - Parameter transports: all of one site and channel, in their order; of those that go by name itself alone.
  public static func current(among transports: [SiteTransport]) -> SiteTransport? {
    transports.first { $0.isEnabled && ($0.kind != .sandbox || transports.count == 1) }
  }

  /// Ids of those that messages go through now.
  public static func used(among transports: [SiteTransport]) -> Set<Int32> {
    let ways = Dictionary(grouping: transports) { [$0.site, $0.channel.rawValue, $0.channel.isByName ? $0.name : ""] }
    return Set(ways.values.compactMap { current(among: $0)?.id })
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
    // A change is an attempt to mend: the pause ends. Whether it works has to be seen yet.
    try await connection.execute(
      """
      UPDATE envoi.transport SET
        url = coalesce(\(settings.url?.text), url), security = coalesce(\((settings.security ?? settings.url?.defaultSecurity)?.rawValue), security),
        password = CASE WHEN \(sealed == nil && settings.url.map { $0.username == nil } ?? false) THEN NULL ELSE coalesce(\(sealed), password) END, ca_file = nullif(coalesce(\(settings.caFile), ca_file), ''), helo = nullif(coalesce(\(settings.helo), helo), ''),
        connections = coalesce(\(settings.connections), connections), position = coalesce(\(settings.position), position),
        enabled = coalesce(\(settings.isEnabled), enabled), paused_until = NULL, trouble = NULL,
        trouble_count = least(trouble_count, 1)
      WHERE site_id = \(site.id) AND name = \(name)
      """)
    var transport = try await one(name, of: site, on: connection)
    if transport.kind == .gateway, !settings.gateway.isEmpty {
      try await configure(transport, settings.gateway, on: connection)
      transport = try await one(name, of: site, on: connection)
    }
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

  static func fetch(_ condition: SQL, on connection: Connection) async throws -> [SiteTransport] {
    let rows = try await connection.rows(
      """
      SELECT t.id, t.site_id, s.domain, t.name, t.channel::text, t.kind, t.url::text, t.security, t.password,
        t.gateway, t.settings, t.allow_private, t.ca_file::text, t.helo::text, t.connections,
        t.position, t.enabled, CASE WHEN t.paused_until > now() THEN t.paused_until END, t.trouble, t.trouble_count
      FROM envoi.transport t JOIN envoi.site s ON s.id = t.site_id
      WHERE \(sql: condition) ORDER BY s.domain, t.kind = 'sandbox', t.position, t.id
      """,
      as: (
        Int32, Int32, String, String, String, String, String, String, [UInt8]?, String?, String, Bool, String?, String?, Int16, Int16, Bool,
        Timestamp?, String?, Int32
      ).self)
    return rows.map { row in
      SiteTransport(
        id: row.0, siteID: row.1, site: row.2, name: row.3, channel: Channel(rawValue: row.4) ?? .email,
        kind: SiteTransport.Kind(rawValue: row.5) ?? .sandbox, url: row.6, security: .init(rawValue: row.7) ?? .startTLS, password: row.8,
        gateway: row.9, settings: (try? JSONDecoder().decode([String: String].self, from: Data(row.10.utf8))) ?? [:],
        allowsPrivate: row.11, caFile: row.12, helo: row.13, connections: Int(row.14), position: Int(row.15), isEnabled: row.16,
        pausedUntil: row.17, trouble: row.18, troubleCount: row.19)
    }
  }
}
