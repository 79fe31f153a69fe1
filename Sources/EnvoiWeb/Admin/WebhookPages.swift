internal import Envoi
internal import HTTPTypes

/// The webhooks of a site, which stand on its page: add one, change, test, switch off, remove. A secret is shown once, on the answer to the form
/// that made it. Private addresses are the command's alone.
struct WebhookPages {
  let sites: Sites
  let webhooks: Webhooks
  let tests: TransportTests
  let audit: Audit

  private struct Model: Sendable {
    let domain: String
    /// Where the form goes.
    let path: String
    /// Nil for a new one.
    let row: WebhookRow?
    let values: [String: String]
    let events: [Choice]
    let problem: Complaint?
  }

  private struct Made: Sendable {
    let domain: String
    let webhook: String
    let path: String
    let secret: String
    let isFirst: Bool
  }

  private struct Removal: Sendable {
    let webhook: String
    let path: String
  }

  func add(to routes: PageRoutes) {
    let path = "admin/sites/:domain/webhooks/:name"
    routes.get("admin/sites/:domain/add-webhook", for: .users) { request in
      Self.page(nil, of: try await request.site(.operator, among: sites), request)
    }
    routes.post("admin/sites/:domain/add-webhook", for: .users) { request in try await add(request) }
    routes.get(path, for: .users) { request in
      let (site, webhook) = try await find(request)
      return Self.page(webhook, of: site, request)
    }
    routes.post(path, for: .users) { request in try await set(request) }
    routes.post("\(path)/sending", for: .users) { request in try await enable(request) }
    routes.post("\(path)/secret", for: .users) { request in
      let (site, webhook) = try await find(request)
      let note = AuditNote("webhook.secret", by: request.visitor.actor)
      let secret = try await webhooks.rotateSecret(of: webhook.name, of: site, note: note)
      return Self.made(webhook, secret, isFirst: false)
    }
    routes.get("\(path)/remove", for: .users) { request in
      let webhook = try await find(request).1
      return .page("webhook_remove", Removal(webhook: webhook.name, path: Self.path(webhook)))
    }
    routes.post("\(path)/remove", for: .users) { request in try await remove(request) }
    routes.get("\(path)/test", for: .users) { request in Self.testPage(try await find(request).1, request.labels).answer() }
    routes.post("\(path)/test", for: .users) { request in
      let (site, webhook) = try await find(request)
      try await audit.record("webhook.test", subject: webhook.name, site: site.id, detail: nil, by: request.visitor.actor)
      return Self.testPage(webhook, request.labels).running(request.labels) { [tests] _, transcript in
        try await tests.ping(webhook, of: site, transcript: transcript)
      }
    }
  }

  /// The webhook of the path and its site, for an operator of that.
  private func find(_ request: PageRequest) async throws -> (Site, Webhook) {
    let site = try await request.site(.operator, among: sites)
    let name = try request.parameter("name")
    guard let webhook = try await webhooks.all(of: site).first(where: { $0.name == name }) else { throw Problem(.notFound) }
    return (site, webhook)
  }

  private static func path(_ webhook: Webhook) -> String { "/admin/sites/\(webhook.site)/webhooks/\(webhook.name)" }

  // MARK: Pages

  private static func page(_ webhook: Webhook?, of site: Site, _ request: PageRequest, _ error: InvalidInput? = nil) -> PageAnswer {
    let labels = request.labels
    let chosen = error == nil ? webhook?.events ?? WebhookEvent.allCases : events(request.form)
    // A password in a URL is not given back.
    var values = request.form.values
    values["url"] = values["url"]?.replacing(/\/\/[^\/]*@/, with: "//")
    let model = Model(
      domain: site.domain, path: webhook.map(path) ?? "/admin/sites/\(site.domain)/add-webhook",
      row: webhook.map { WebhookRow($0, labels, Formatting(labels.language, zone: site.timeZone)) }, values: values,
      events: WebhookEvent.allCases.map {
        Choice($0.rawValue, labels("webhook_event_\($0.rawValue)"), isChosen: chosen.contains($0))
      },
      problem: error.map { Complaint($0, labels) })
    return .page("webhook", model, status: error == nil ? .ok : .unprocessableContent)
  }

  private static func made(_ webhook: Webhook, _ secret: WebhookSecret, isFirst: Bool) -> PageAnswer {
    .page(
      "webhook_secret",
      Made(domain: webhook.site, webhook: webhook.name, path: path(webhook), secret: secret.exposed, isFirst: isFirst))
  }

  private static func testPage(_ webhook: Webhook, _ labels: Labels) -> TestPage {
    TestPage(domain: webhook.site, transport: webhook.name, path: path(webhook), way: webhook.url, about: labels("test_webhook"))
  }

  // MARK: Changes

  private static func events(_ form: Fields) -> [WebhookEvent] { form.all("events").compactMap(WebhookEvent.init) }

  /// That the URL before might be private does not hold for another one.
  private static func settings(_ form: Fields) -> WebhookSettings {
    WebhookSettings(url: form["url"], events: events(form), allowsPrivate: form["url"] == nil ? nil : false)
  }

  /// For the audit.
  private static func detail(_ webhook: Webhook) -> [String: String] {
    ["url": webhook.url, "events": webhook.events.map(\.rawValue).joined(separator: ", ")]
  }

  private func add(_ request: PageRequest) async throws -> PageAnswer {
    let site = try await request.site(.operator, among: sites)
    do {
      let (webhook, secret) = try await webhooks.add(
        request.form.required("name"), to: site, settings: Self.settings(request.form),
        note: AuditNote("webhook.add", by: request.visitor.actor), detail: { Self.detail($0) })
      return Self.made(webhook, secret, isFirst: true)
    } catch let error as InvalidInput { return Self.page(nil, of: site, request, error) }
  }

  private func set(_ request: PageRequest) async throws -> PageAnswer {
    let (site, webhook) = try await find(request)
    do {
      let note = AuditNote("webhook.set", by: request.visitor.actor)
      _ = try await webhooks.set(webhook.name, of: site, settings: Self.settings(request.form), note: note) { changed in
        var changes = Self.detail(changed).changes(from: Self.detail(webhook))
        // Its path may be another one.
        if request.form["url"] != nil { changes["url"] = changed.url }
        return changes
      }
      return .redirect("/admin/sites/\(site.domain)", notice: "done_saved")
    } catch let error as InvalidInput { return Self.page(webhook, of: site, request, error) }
  }

  private func enable(_ request: PageRequest) async throws -> PageAnswer {
    let (site, webhook) = try await find(request)
    let isOn = request.form["sending"] == "on"
    let note = AuditNote("webhook.set", detail: ["state": isOn ? "on" : "off"], by: request.visitor.actor)
    _ = try await webhooks.set(webhook.name, of: site, settings: WebhookSettings(isEnabled: isOn), note: note)
    return .redirect("/admin/sites/\(site.domain)", notice: isOn ? "done_webhook_on" : "done_webhook_off")
  }

  private func remove(_ request: PageRequest) async throws -> PageAnswer {
    let (site, webhook) = try await find(request)
    let actor = request.visitor.actor
    try await webhooks.remove(webhook.name, of: site, actor: actor.name, note: AuditNote("webhook.remove", by: actor))
    return .redirect("/admin/sites/\(site.domain)", notice: "done_webhook_removed")
  }
}
