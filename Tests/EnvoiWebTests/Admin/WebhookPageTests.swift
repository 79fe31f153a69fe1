import Postgres
import Support
import Testing
import Transport

@testable import Envoi
@testable import EnvoiWeb

@Suite("Pages of webhooks")
struct WebhookPageTests {
  private static let site = "/admin/sites/example.org"
  private static let hook = "\(site)/webhooks/hook"

  private func webhooks(_ door: Door) throws -> Webhooks { try Webhooks(door.database, secretKey: SecretKey(Door.secretKey)) }

  private func endpoint(_ door: Door) async throws -> WebhookEndpoint {
    let transport = try await SiteTransports(door.database, secretKey: nil).find("hook", of: Browser.site(door))
    return try WebhookEndpoint(transport.secrets(SecretKey(Door.secretKey)))
  }

  /// The secret that the page shows.
  private func secret(_ browser: Browser) throws -> WebhookSecret {
    let text = try #require(browser.page.firstMatch(of: /<code class="secret">(whsec_[^<]*)</)).1
    #expect(browser.page.ranges(of: text).count == 1)
    return try WebhookSecret(String(text))
  }

  @Test("a webhook is added, switched, changed, given a new secret and removed; its URL and secrets are shown nowhere else")
  func life() async throws {
    try await Door.open { door in
      let site = try await Browser.site(door)
      var ann = try await Browser.of(door, [(site.id, .operator)])
      try await ann.open(Self.site)
      #expect(ann.page.contains("There is no webhook yet.") && ann.page.contains("\(Self.site)/add-webhook\""))
      try await ann.open("\(Self.site)/add-webhook")
      #expect(["sent", "error", "delivered"].allSatisfy { ann.page.contains("value=\"\($0)\" checked") })
      let added = [("name", "hook"), ("url", "https://Hooks.test:8443/geheim?k=v"), ("events", "error"), ("events", "sent")]
      let answer = try await ann.submit("\(Self.site)/add-webhook", added)
      #expect(answer.status == 200 && answer.head.lowercased().contains("cache-control: no-store"))
      let first = try secret(ann)
      var stored = try await endpoint(door)
      #expect(stored.secret == first && stored.url.secret.exposed == "https://Hooks.test:8443/geheim?k=v")
      try await ann.open(Self.site)
      #expect(ann.page.contains("https://hooks.test:8443</td><td>sent, error</td>") && ann.page.contains(">fine</span>"))
      let pages = ann.page

      try await ann.open(Self.hook)
      #expect(ann.page.contains("value=\"sent\" checked") && !ann.page.contains("value=\"delivered\" checked"))
      try await ann.submit("\(Self.hook)/sending", [("sending", "")])
      #expect(ann.page.contains("The webhook is off.") && ann.page.contains(">off</span>"))
      #expect(try await !webhooks(door).find("hook", of: site).isEnabled)
      try await ann.submit("\(Self.hook)/sending", [("sending", "on")], token: ann.token)
      #expect(try await webhooks(door).find("hook", of: site).isEnabled)

      try await ann.submit(Self.hook, [("url", ""), ("events", "delivered")])
      #expect(ann.page.contains("Saved.") && ann.page.contains("https://hooks.test:8443</td><td>delivered</td>"))
      stored = try await endpoint(door)
      #expect(stored.secret == first && stored.url.secret.exposed == "https://Hooks.test:8443/geheim?k=v")
      try await ann.submit(Self.hook, [("url", "https://new.test/verborgen"), ("events", "delivered")])
      #expect(try await endpoint(door).url.secret.exposed == "https://new.test/verborgen")

      try await ann.open(Self.hook)
      try await ann.submit("\(Self.hook)/secret", [])
      let second = try secret(ann)
      stored = try await endpoint(door)
      #expect(second != first && stored.secret == second && stored.old?.secret == first)
      try await ann.open(Self.hook)
      let shown = pages + ann.page
      try await ann.open("\(Self.hook)/remove")
      try await ann.submit("\(Self.hook)/remove", [])
      #expect(ann.page.contains("The webhook is removed.") && ann.page.contains("There is no webhook yet."))

      let lines = try await door.audited()
      #expect(
        lines.map(\.action) == [
          "webhook.remove", "webhook.secret", "webhook.set", "webhook.set", "webhook.set", "webhook.set", "webhook.add",
        ])
      #expect(lines.allSatisfy { $0.subject == "hook" && $0.siteID == site.id && $0.actor == "ann@example.org (admin)" })
      #expect(
        lines.map(\.detail) == [
          [:], [:], ["url": "https://new.test"], ["events": "delivered"], ["state": "on"], ["state": "off"],
          ["url": "https://hooks.test:8443", "events": "sent, error"],
        ])
      try await ann.open("/admin/audit")
      #expect(ann.page.contains("Webhook given a new secret") && ann.page.contains("State: off"))
      for hidden in ["geheim", "verborgen", first.exposed, second.exposed] {
        #expect(!"\(shown) \(ann.page) \(lines) \(door.log.lines)".contains(hidden), "\(hidden)")
      }
    }
  }

  @Test("what is wrong comes back with all that was typed and the rule; nothing is changed")
  func wrong() async throws {
    try await Door.open { door in
      let site = try await Browser.site(door)
      var ann = try await Browser.of(door, [(site.id, .operator)])
      try await ann.open("\(Self.site)/add-webhook")
      for (url, rule) in [
        ("http://hooks.test/x", "must begin with https://"), ("https://10.1.2.3/x", "must not be on a private address"),
        ("https://[::1]:8443/x", "must not be on a private address"), ("<b>x", "must be like https://example.org/hooks/envoi"),
        ("", "is needed: where to post"),
      ] {
        #expect(
          try await ann.submit("\(Self.site)/add-webhook", [("name", "hook"), ("url", url), ("events", "error")]).status == 422, "\(url)")
        let typed = url.replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        #expect(ann.page.contains("<a href=\"#url\">URL</a>: <span lang=\"en\">\(rule)"), "\(url)")
        #expect(ann.page.contains("value=\"\(typed)\""), "\(url)")
        #expect(ann.page.contains("value=\"hook\"") && ann.page.contains("value=\"error\" checked"))
        #expect(!ann.page.contains("value=\"sent\" checked") && !ann.page.contains("<b>x"))
      }
      let good = ("url", "https://ann:hunter22@hooks.test/x")
      for (fields, rule) in [
        ([("name", "a b"), ("events", "sent")], "must be letters, digits"),
        ([("name", "vonage"), ("events", "sent")], "is a transport of"),
        ([("name", "hook")], "must be at least one of sent"), ([("name", "hook"), ("events", "opened")], "must be at least one of sent"),
      ] {
        #expect(try await ann.submit("\(Self.site)/add-webhook", fields + [good]).status == 422, "\(rule)")
        #expect(ann.page.contains(rule) && ann.page.contains("value=\"https://hooks.test/x\""), "\(rule)")
        #expect(!ann.page.contains("hunter22"))
      }
      #expect(try await webhooks(door).all(of: nil).isEmpty)

      _ = try await webhooks(door).add("hook", to: site, settings: WebhookSettings(url: "https://hooks.test/x"))
      for fields in [[("url", "http://hooks.test/y"), ("events", "sent")], [("url", "https://hooks.test/y")]] {
        #expect(try await ann.submit(Self.hook, fields, token: ann.token).status == 422)
        #expect(ann.page.contains("value=\"\(fields[0].1)\"") && ann.page.contains("<h1>hook</h1>"))
      }
      #expect(try await endpoint(door).url.secret.exposed == "https://hooks.test/x")
      #expect(try await door.audited().isEmpty)
    }
  }

  @Test("a private address that the command allowed stays, and no other one takes its place")
  func privateAddress() async throws {
    try await Door.open { door in
      let site = try await Browser.site(door)
      let inside = WebhookSettings(url: "http://127.0.0.1:9/x", allowsPrivate: true)
      _ = try await webhooks(door).add("hook", to: site, settings: inside)
      var ann = try await Browser.of(door, [(site.id, .operator)])
      try await ann.open(Self.hook)
      try await ann.submit(Self.hook, [("url", ""), ("events", "error")])
      #expect(try await webhooks(door).find("hook", of: site).allowsPrivate)
      try await ann.open(Self.hook)
      #expect(try await ann.submit(Self.hook, [("url", "https://127.0.0.1/x"), ("events", "error")]).status == 422)
      try await ann.submit(Self.hook, [("url", "https://localhost/x"), ("events", "error")])
      #expect(try await !webhooks(door).find("hook", of: site).allowsPrivate)
    }
  }

  @Test("a test posts a ping, shown step by step, and the webhook's history has it and nothing of others")
  func history() async throws {
    try await Door.open { door in
      let server = try ScriptedHTTPServer { $0.target.hasPrefix("/good") ? .respond(200, [:], "<b>pong") : .respond(500, [:], "no") }
      defer { server.stop() }
      let site = try await Browser.site(door)
      for (name, path) in [("hook", "good"), ("other", "bad")] {
        let settings = WebhookSettings(url: "\(server.url)/\(path)/geheim", allowsPrivate: true)
        _ = try await webhooks(door).add(name, to: site, settings: settings)
      }
      var ann = try await Browser.of(door, [(site.id, .operator)])
      try await ann.open("\(Self.hook)/test")
      #expect(ann.page.contains("A signed ping will be posted."))
      try await ann.submit("\(Self.hook)/test", [])
      #expect(ann.page.contains("It works – 200 &lt;b&gt;pong</li>") && ann.page.contains("</html>") && !ann.page.contains("geheim"))
      // The verdict, as the row has it; not the answer whole.
      #expect(ann.page.ranges(of: "pong").count == 1)
      #expect(server.requests.map(\.target) == ["/good/geheim"] && server.requests[0].text.contains("\"ping\""))
      try await ann.open("\(Self.site)/webhooks/other/test")
      try await ann.submit("\(Self.site)/webhooks/other/test", [])
      #expect(ann.page.contains("It does not work – 500 no</li>"))
      let own = try #require(try await webhooks(door).history(of: "hook", of: site, limit: 1).first?.id)
      let foreign = try #require(try await webhooks(door).history(of: "other", of: site, limit: 1).first?.id)

      var bob = try await Browser.of(door, [(site.id, .viewer)], as: "bob@example.org")
      try await bob.open(Self.site)
      let link = try #require(bob.page.firstMatch(of: /href="(\/admin\/queue\?site=example.org&amp;channel=webhook&amp;recipient=hook)"/)).1
      try await bob.open(String(link).replacing("&amp;", with: "&"))
      #expect(bob.page.contains("/admin/queue/\(own)\"") && !bob.page.contains("/admin/queue/\(foreign)\""))
      #expect(try await door.audited().map(\.action) == ["webhook.test", "webhook.test"])
    }
  }

  @Test("a viewer sees the list and no way to change it; what is no webhook of the site is not found; trouble is told")
  func roles() async throws {
    try await Door.open { door in
      let site = try await Browser.site(door)
      let other = try await Sites(door.database).add("other.example", settings: SiteSettings(sender: "a@other.example"), sandbox: "/tmp")
      _ = try await webhooks(door).add("hook", to: site, settings: WebhookSettings(url: "https://hooks.test/x"))
      _ = try await webhooks(door).add("theirs", to: other, settings: WebhookSettings(url: "https://theirs.test/x"))
      try await door.database.withConnection { connection in
        _ = try await connection.execute("UPDATE envoi.transport SET trouble = 'HTTP 410 <b>' WHERE name = 'hook'")
      }
      var bob = try await Browser.of(door, [(site.id, .viewer)], as: "bob@example.org")
      try await bob.open(Self.site)
      #expect(["https://hooks.test", "HTTP 410 &lt;b&gt;", "trouble, trying again"].allSatisfy(bob.page.contains))
      #expect(!bob.page.contains("theirs") && !bob.page.contains("/webhooks/") && !bob.page.contains("add-webhook"))
      #expect(try await bob.open(Self.hook).status == 403)

      var ann = try await Browser.of(door, [(site.id, .operator)])
      for name in ["theirs", "vonage", "sandbox", "none"] {
        #expect(try await ann.open("\(Self.site)/webhooks/\(name)").status == 404, "\(name)")
        try await ann.open(Self.site)
        let token = ann.token
        for action in ["", "/sending", "/secret", "/remove", "/test"] {
          #expect(try await ann.submit("\(Self.site)/webhooks/\(name)\(action)", [], token: token).status == 404, "\(name)\(action)")
        }
      }
      #expect(try await ann.open("/admin/sites/other.example/webhooks/theirs").status == 404)
      #expect(try await webhooks(door).all(of: nil).map(\.name) == ["hook", "theirs"])
      #expect(try await door.audited().isEmpty)
    }
  }
}
