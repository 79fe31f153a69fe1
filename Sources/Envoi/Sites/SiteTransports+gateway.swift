internal import Foundation
internal import MessageFormat
internal import Postgres
internal import Transport

extension SiteTransports {
  /// Brings in what is given, and seals what is secret of it.
  func configure(_ transport: SiteTransport, _ given: GatewaySettings, on connection: Connection) async throws {
    let change = try change(of: transport, by: given)
    try await connection.execute(
      """
      UPDATE envoi.transport SET gateway = coalesce(\(given.description), gateway), password = \(change.sealed), url = \(change.origin),
        settings = \(change.settings)::jsonb, allow_private = \(change.allowsPrivate),
        receipts_within = \(change.receiptsWithin) * interval '1 second'
      WHERE id = \(transport.id)
      """)
  }

  private struct Change {
    let origin: String
    /// A JSON object.
    let settings: String
    let sealed: [UInt8]?
    let allowsPrivate: Bool
    /// Seconds.
    let receiptsWithin: Int?
  }

  private func change(of transport: SiteTransport, by given: GatewaySettings) throws -> Change {
    let gateway = try Gateway(stored: given.description ?? transport.gateway ?? "")
    guard gateway.channel == transport.channel else {
      throw InvalidInput("--gateway", "is for \(gateway.channel.rawValue), and \(transport.name) carries \(transport.channel.rawValue)")
    }
    let secretNames = Set(gateway.settings.filter(\.isSecret).map(\.name))
    // A secret that was given as a setting is a secret all the same. A URL's query may have a key in it.
    let openly = given.values.filter { !secretNames.contains($0.key) && !($0.value.contains("://") && $0.value.contains("?")) }
    let newSecrets = given.secrets.merging(given.values.filter { openly[$0.key] == nil }.mapValues(Secret.init)) { $1 }
    let settings = transport.settings.filter { newSecrets[$0.key] == nil }.merging(openly) { $1 }.filter { !$0.value.isEmpty }
    if let from = settings["from"], gateway.channel == .sms { _ = try parse("--set from", from, SenderID.init) }
    if let price = settings["price"] { _ = try Price(price, field: "--set price") }
    let kept = try transport.secrets(secretKey).filter { openly[$0.key] == nil && newSecrets[$0.key] == nil }
    let secrets = kept.merging(newSecrets) { $1 }.filter { !$0.value.exposed.isEmpty }
    let origin: String
    do {
      let values = settings.filter { !SiteTransport.commonSettings.contains($0.key) }
      origin = try ConfiguredGateway(gateway, settings: values, secrets: secrets).origin
    } catch { throw Self.named(error, secretNames) }
    // Secrets must not be shown to another host.
    if origin != transport.url, let name = kept.keys.min() {
      throw InvalidInput("--set", "leads to another host, \(origin): give --secret \(name) too, the old one was for \(transport.url)")
    }
    // A chat's URL is pasted from elsewhere, and never meant.
    let isMeant = given.meansPrivate && gateway.channel == .sms && Self.isPrivate(origin)
    let allowsPrivate = given.allowsPrivate ?? (isMeant || origin == transport.url && transport.allowsPrivate)
    guard allowsPrivate || origin.hasPrefix("https:") else {
      throw InvalidInput("url", "must begin with https:// unless a shell allows it to lead into this network (--allow-private)", origin)
    }
    return Change(
      origin: origin, settings: String(decoding: try JSONEncoder().encode(settings), as: UTF8.self),
      sealed: try seal(secrets, of: transport),
      allowsPrivate: allowsPrivate, receiptsWithin: gateway.receiptsWithin.map { Int($0.components.seconds) })
  }

  /// Where a name leads is seen when it is connected to.
  private static func isPrivate(_ origin: String) -> Bool {
    guard let host = URLComponents(string: origin)?.encodedHost else { return false }
    return host == "localhost" || HTTPPeerAddress(host: host)?.isPrivate == true
  }

  /// In the words of whoever gives the settings.
  private static func named(_ error: InvalidInput, _ secretNames: Set<String>) -> InvalidInput {
    guard error.field.hasPrefix("settings.") else { return error }
    let name = String(error.field.dropFirst("settings.".count))
    return InvalidInput("\(secretNames.contains(name) ? "--secret" : "--set") \(name)", error.rule, error.value)
  }

  func seal(_ secrets: [String: Secret], of transport: SiteTransport) throws -> [UInt8]? {
    guard !secrets.isEmpty else { return nil }
    guard let secretKey else {
      throw InvalidInput("ENVOI_SECRET_KEY", "is needed to seal the secrets; make one with: openssl rand -base64 32")
    }
    let json = try JSONEncoder().encode(secrets.mapValues(\.exposed))
    return try secretKey.seal(
      Secret(String(decoding: json, as: UTF8.self)), purpose: SiteTransport.purpose(site: transport.site, name: transport.name))
  }

  /// A chat or a webhook is the only way of its rows, and so is the last SMS gateway.
  static func refuseWhileRowsWait(for transport: SiteTransport, of site: Site, on connection: Connection) async throws {
    let route = Route(site: site.id, channel: transport.channel, destination: transport.name)
    if transport.channel == .sms, try await current(route, on: connection) != nil { return }
    let waits = try await connection.row(
      """
      SELECT EXISTS (SELECT FROM envoi.queue WHERE \(sql: route.rows) AND status = 'pending')
        OR EXISTS (SELECT FROM envoi.queue WHERE \(sql: route.rows) AND retry_at IS NOT NULL)
      """, as: Bool.self)
    if waits == true {
      throw InvalidInput("name", "has messages that wait for it and have no other way: cancel them first, or say --force", transport.name)
    }
  }
}
