public import Postgres
internal import Transport

/// The programs that are told what becomes of messages. Each is a transport of its site, and what it is told are rows of the queue.
public struct Webhooks: Sendable {
  private let database: Pool
  private let transports: SiteTransports

  /// - Parameter secretKey: seals URLs and secrets; not needed to list and to remove.
  public init(_ database: Pool, secretKey: SecretKey?) {
    self.database = database
    transports = SiteTransports(database, secretKey: secretKey)
  }

  /// By site and name.
  public func all(of site: Site?) async throws -> [Webhook] {
    try await transports.all(of: site).filter { $0.channel == .webhook }.map(Webhook.init)
  }

  public func find(_ name: String, of site: Site) async throws -> Webhook {
    try await database.withConnection { Webhook(try await Self.transport(name, of: site, on: $0)) }
  }

  /// - Parameters:
  ///   - secret: one of its own when nil.
  ///   - note: for the audit; so do the others.
  ///   - detail: of what was made, for the note.
  /// - Returns: the webhook, and the secret that its receiver checks signatures with: it is not shown again.
  /// - Throws: ``InvalidInput`` naming `name`, `url`, `events` or `ENVOI_SECRET_KEY`.
  public func add(
    _ name: String, to site: Site, settings: WebhookSettings, secret: WebhookSecret = .random(), note: AuditNote? = nil,
    detail: (Webhook) -> [String: String] = { _ in [:] }
  ) async throws -> (Webhook, WebhookSecret) {
    try SiteTransports.check(name: name)
    guard let text = settings.url else { throw InvalidInput("url", "is needed: where to post") }
    let endpoint = WebhookEndpoint(url: try WebhookURL(text, allowsPrivate: settings.allowsPrivate ?? false), secret: secret)
    let webhook = try await database.withTransaction { connection in
      let added = try await connection.execute(
        """
        INSERT INTO envoi.transport (site_id, name, kind, channel, url, gateway, connections, settings)
        VALUES (\(site.id), \(name), 'gateway', 'webhook', \(endpoint.url.origin), 'webhook', 10, '{"events": "sent error delivered"}')
        ON CONFLICT DO NOTHING
        """)
      guard added == 1 else { throw InvalidInput("name", "is a transport of \(site.domain) already", name) }
      let made = try await apply(
        settings, endpoint, to: try await Self.transport(name, of: site, on: connection), of: site, on: connection)
      try await note?.write(subject: name, site: site.id, adding: detail(made), on: connection)
      return made
    }
    return (webhook, secret)
  }

  /// Changes what is named. A pause ends.
  public func set(
    _ name: String, of site: Site, settings: WebhookSettings, note: AuditNote? = nil, detail: (Webhook) -> [String: String] = { _ in [:] }
  ) async throws -> Webhook {
    try await database.withTransaction { connection in
      let transport = try await Self.transport(name, of: site, on: connection)
      var endpoint: WebhookEndpoint?
      if let text = settings.url {
        let url = try WebhookURL(text, allowsPrivate: settings.allowsPrivate ?? transport.allowsPrivate)
        endpoint = try WebhookEndpoint(transport.secrets(transports.secretKey)).moved(to: url)
      } else if settings.allowsPrivate == false {
        _ = try WebhookURL(transport.url, allowsPrivate: false)
      }
      let changed = try await apply(settings, endpoint, to: transport, of: site, on: connection)
      try await note?.write(subject: name, site: site.id, adding: detail(changed), on: connection)
      return changed
    }
  }

  /// Signs with another secret from now on, and for a day with the last one too.
  ///
  /// - Returns: the new one, which is not shown again.
  public func rotateSecret(
    of name: String, of site: Site, to secret: WebhookSecret = .random(), note: AuditNote? = nil
  ) async throws -> WebhookSecret {
    try await database.withTransaction { connection in
      // Two at once: the second one signs with the first one's too.
      try await connection.execute("SELECT FROM envoi.transport WHERE site_id = \(site.id) AND name = \(name) FOR UPDATE")
      let transport = try await Self.transport(name, of: site, on: connection)
      let endpoint = try WebhookEndpoint(transport.secrets(transports.secretKey)).rotated(to: secret)
      try await note?.write(subject: name, site: site.id, on: connection)
      _ = try await apply(WebhookSettings(), endpoint, to: transport, of: site, on: connection)
    }
    return secret
  }

  /// Removes it, and cancels what it was yet to be told.
  ///
  /// - Parameter actor: who wants it, for the events.
  /// - Returns: how many rows were cancelled.
  @discardableResult
  public func remove(_ name: String, of site: Site, actor: String, note: AuditNote? = nil) async throws -> Int {
    try await database.withTransaction { connection in
      let transport = try await Self.transport(name, of: site, on: connection)
      // First: from here on nothing more is made for it.
      try await connection.execute("DELETE FROM envoi.transport WHERE id = \(transport.id)")
      try await note?.write(subject: name, site: site.id, on: connection)
    }
    var filter = QueueFilter()
    (filter.site, filter.channel, filter.destination) = (site.id, .webhook, name)
    return try await Queue(database).cancel(filter, actor: actor)
  }

  /// What it was told and is yet to be told, the newest first.
  ///
  /// - Parameter before: id that the page begins below; nil for the first page.
  public func history(of name: String, of site: Site, before: Int? = nil, limit: Int) async throws -> [QueueRow] {
    var filter = QueueFilter()
    (filter.site, filter.channel, filter.destination) = (site.id, .webhook, name)
    return try await Queue(database).page(filter, before: before, limit: limit)
  }

  static func transport(_ name: String, of site: Site, on connection: Connection) async throws -> SiteTransport {
    let all = try await SiteTransports.fetch("t.site_id = \(site.id) AND t.channel = 'webhook'", on: connection)
    if let found = all.first(where: { $0.name == name }) { return found }
    let others = all.isEmpty ? "none" : all.map(\.name).joined(separator: ", ")
    throw InvalidInput("name", "is no webhook of \(site.domain), which has: \(others)", name)
  }

  private func apply(
    _ settings: WebhookSettings, _ endpoint: WebhookEndpoint?, to transport: SiteTransport, of site: Site, on connection: Connection
  ) async throws -> Webhook {
    if settings.events?.isEmpty == true { throw InvalidInput("events", "must be at least one of sent, error, delivered") }
    let events = settings.events.map { chosen in WebhookEvent.allCases.filter(chosen.contains).map(\.rawValue).joined(separator: " ") }
    let sealed = try endpoint.flatMap { try transports.seal($0.sealed, of: transport) }
    try await connection.execute(
      """
      UPDATE envoi.transport SET url = coalesce(\(endpoint?.url.origin), url), password = coalesce(\(sealed), password),
        settings = CASE WHEN \(events)::text IS NULL THEN settings ELSE jsonb_build_object('events', \(events)::text) END,
        allow_private = coalesce(\(settings.allowsPrivate), allow_private), enabled = coalesce(\(settings.isEnabled), enabled),
        paused_until = NULL, trouble = NULL, trouble_count = least(trouble_count, 1)
      WHERE id = \(transport.id)
      """)
    return Webhook(try await Self.transport(transport.name, of: site, on: connection))
  }
}
