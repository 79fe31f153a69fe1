internal import Envoi
internal import Foundation
internal import Hummingbird
internal import Postgres

/// `/v1/webhooks`: the programs that are told what becomes of the site's messages. A secret is shown once, by the answer that made it. Private
/// addresses are the command's alone.
struct WebhookRoutes {
  private let webhooks: Webhooks
  private let transports: SiteTransports
  private let sites: Sites
  private let audit: Audit
  private let tests: TransportTests

  init(_ database: Pool, _ tests: TransportTests) {
    (sites, audit, self.tests) = (Sites(database), Audit(database), tests)
    webhooks = Webhooks(database, secretKey: tests.secretKey)
    transports = SiteTransports(database, secretKey: tests.secretKey)
  }

  func add(to api: inout APIRouter) {
    api.on(.get, "webhooks", .admin) { _, context in
      struct List: Encodable { let webhooks: [WebhookResource] }
      return try .json(List(webhooks: try await webhooks.all(of: sites.find(context.key.site)).map(WebhookResource.init)))
    }
    api.on(.post, "webhooks", .admin, use: add)
    api.on(.get, "webhooks/:name", .admin) { _, context in try .json(WebhookResource(try await find(context).webhook)) }
    api.on(.patch, "webhooks/:name", .admin, use: set)
    api.on(.delete, "webhooks/:name", .admin, use: remove)
    api.on(.post, "webhooks/:name/secret", .admin, use: rotate)
    api.on(.post, "webhooks/:name/test", .admin, use: test)
    api.on(.get, "webhooks/:name/history", .admin, use: history)
  }

  private struct Made: Encodable {
    let webhook: WebhookResource
    let secret: String
  }

  /// The webhook of the path; other sites' are none.
  private func find(_ context: APIContext) async throws -> (webhook: Webhook, site: Site) {
    let site = try await sites.find(context.key.site)
    let name = context.parameters.get("name")
    guard let webhook = try await webhooks.all(of: site).first(where: { $0.name == name }) else { throw Problem(.notFound) }
    return (webhook, site)
  }

  private func add(_ request: Request, _ context: APIContext) async throws -> Response {
    let fields = try await request.fields()
    try fields.refuseAllBut(["name", "url", "events", "secret"])
    guard let name = try fields.string("name") else { throw InvalidInput("name", "is missing") }
    let site = try await sites.find(context.key.site)
    try await transports.refuseTaken(name, of: site)
    let (webhook, secret) = try await webhooks.add(
      name, to: site, settings: WebhookSettings(url: fields.string("url"), events: Self.events(fields)),
      secret: fields.string("secret").map { try WebhookSecret($0) } ?? .random(), note: context.note("webhook.add", fields, of: request))
    var response = try Response.json(Made(webhook: WebhookResource(webhook), secret: secret.exposed), status: .created)
    response.headers[.location] = "webhooks/\(webhook.name)"
    return response
  }

  private func set(_ request: Request, _ context: APIContext) async throws -> Response {
    let (webhook, site) = try await find(context)
    let fields = try await request.fields()
    try fields.refuseAllBut(["url", "events", "enabled"])
    let url = try fields.string("url")
    // That the URL before might be private does not hold for another one.
    let settings = WebhookSettings(
      url: url, events: try Self.events(fields), allowsPrivate: url == nil ? nil : false, isEnabled: try fields.boolean("enabled"))
    return try .json(
      WebhookResource(
        try await webhooks.set(webhook.name, of: site, settings: settings, note: context.note("webhook.set", fields, of: request))))
  }

  private func rotate(_ request: Request, _ context: APIContext) async throws -> Response {
    let (webhook, site) = try await find(context)
    let fields = try await request.fields()
    try fields.refuseAllBut(["secret"])
    let secret = try await webhooks.rotateSecret(
      of: webhook.name, of: site, to: fields.string("secret").map { try WebhookSecret($0) } ?? .random(),
      note: context.note("webhook.secret", of: request))
    return try .json(Made(webhook: WebhookResource(webhook), secret: secret.exposed))
  }

  private func remove(_ request: Request, _ context: APIContext) async throws -> Response {
    let (webhook, site) = try await find(context)
    let note = context.note("webhook.remove", of: request)
    try await webhooks.remove(webhook.name, of: site, actor: context.key.actor, note: note)
    return Response(status: .noContent)
  }

  private func test(_ request: Request, _ context: APIContext) async throws -> Response {
    let (webhook, site) = try await find(context)
    try await audit.record("webhook.test", subject: webhook.name, site: site.id, detail: nil, by: context.actor(of: request))
    return try .json(try await TestResource { try await tests.ping(webhook, of: site, transcript: $0) })
  }

  private func history(_ request: Request, _ context: APIContext) async throws -> Response {
    let (webhook, site) = try await find(context)
    let page = try PageOfRows(request.query(PageOfRows.names))
    return try page.response(try await webhooks.history(of: webhook.name, of: site, before: page.cursor, limit: page.limit))
  }

  private static func events(_ fields: JSONFields) throws(InvalidInput) -> [WebhookEvent]? {
    guard fields.any("events") != nil else { return nil }
    var events: [WebhookEvent] = []
    for (index, word) in try fields.list("events").enumerated() {
      guard let event = (word as? String).flatMap(WebhookEvent.init) else {
        throw InvalidInput("events[\(index)]", "must be one of sent, error, delivered", "\(word)")
      }
      events.append(event)
    }
    return events
  }
}

/// A webhook as the API shows it.
private struct WebhookResource: Encodable {
  let name, url: String
  let events: [String]
  let enabled: Bool
  let pausedUntil, trouble: String?

  init(_ webhook: Webhook) {
    (name, url, events) = (webhook.name, webhook.url, webhook.events.map(\.rawValue))
    (enabled, pausedUntil, trouble) = (webhook.isEnabled, webhook.pausedUntil?.description, webhook.trouble)
  }
}
