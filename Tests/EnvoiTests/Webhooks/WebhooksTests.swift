import Foundation
import Postgres
import Testing
import Transport

@testable import Envoi

@Suite("Webhooks", .staged)
struct WebhooksTests {
  @Test("a webhook shows only its host; its URL and secret are sealed")
  func sealed() async throws {
    let stage = try Stage.current
    let (webhook, secret) = try await stage.webhooks.add(
      "hook", to: stage.site, settings: WebhookSettings(url: "https://Hooks.test:8443/s3cret?k=v"))
    #expect(webhook.url == "https://hooks.test:8443" && webhook.events == [.sent, .error, .delivered] && webhook.isEnabled)
    #expect(secret.exposed.wholeMatch(of: /whsec_[A-Za-z0-9+\/]{43}=/) != nil && "\(secret)" == "••••")
    let stored = try await stage.value("SELECT t::text FROM envoi.transport t WHERE name = 'hook'", as: String.self)
    #expect(!stored.contains("s3cret") && !stored.contains(secret.exposed))
    #expect(try await stage.webhooks.all(of: stage.site).map(\.name) == ["hook"])
  }

  @Test(
    "what makes no webhook is refused by its field, without showing the URL",
    arguments: [
      "http://hooks.test/s3cret", "ftp://hooks.test/s3cret", "https:///s3cret", "https://hooks.test/s3cret#x", "https://hooks.test/s3 cret",
      "s3cret", "https://hooks.test:0/s3cret", "https://10.0.0.1/s3cret", "https://[::1]:8443/s3cret",
    ])
  func urls(_ url: String) async throws {
    let stage = try Stage.current
    let error = await #expect(throws: InvalidInput.self) {
      try await stage.webhooks.add("hook", to: stage.site, settings: WebhookSettings(url: url))
    }
    #expect(error?.field == "url" && error?.description.contains("s3cret") == false, "\(error.debugDescription)")
    #expect(try await stage.webhooks.all(of: nil).isEmpty)
  }

  @Test("secrets are whsec_ and 24 to 64 bytes", arguments: [(23, false), (24, true), (64, true), (65, false)])
  func secrets(_ size: Int, _ isGood: Bool) throws {
    let text = "whsec_\(Data(repeating: 7, count: size).base64EncodedString())"
    #expect((try? WebhookSecret(text))?.exposed == (isGood ? text : nil))
  }

  @Test("the signature is that of the example in the specification's libraries")
  func signature() throws {
    // The test vector of standard-webhooks' own libraries.
    let secret = try WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    let body = Array(#"{"test": 2432232314}"#.utf8)
    #expect(
      secret.signature(id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: body)
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  @Test("after a rotation both secrets sign for a day")
  func rotated() throws {
    let (old, new) = (WebhookSecret.random(), WebhookSecret.random())
    let endpoint = WebhookEndpoint(url: try WebhookURL("https://hooks.test/x", allowsPrivate: false), secret: old).rotated(
      to: new, now: 1000)
    func signatures(_ time: Int) throws -> [String] {
      let request = try WebhookEndpoint(endpoint.sealed).request(id: "msg_1", timestamp: time, body: [])
      return try #require(request.headers.first { $0.name == "webhook-signature" }).value.split(separator: " ").map(String.init)
    }
    let expected = { time in [new, old].map { $0.signature(id: "msg_1", timestamp: time, body: []) } }
    #expect(try signatures(1000 + 86_399) == expected(87_399))
    #expect(try signatures(1000 + 86_400) == [expected(87_400)[0]])
  }

  @Test("a change keeps what is not named, and ends a pause; a removal cancels what waits")
  func changed() async throws {
    let stage = try Stage.current
    try await stage.addWebhook()
    try await stage.execute("UPDATE envoi.transport SET paused_until = now() + interval '1 h', trouble = 'x' WHERE name = 'hook'")
    let webhook = try await stage.webhooks.set(
      "hook", of: stage.site, settings: WebhookSettings(url: "https://new.test/", events: [.delivered]))
    #expect(webhook.url == "https://new.test" && webhook.events == [.delivered] && webhook.pausedUntil == nil && webhook.allowsPrivate)
    let new = try await stage.webhooks.rotateSecret(of: "hook", of: stage.site)
    let transport = try await SiteTransports(stage.database, secretKey: nil).find("hook", of: stage.site)
    let endpoint = try WebhookEndpoint(transport.secrets(SecretKey(Stage.secretKey)))
    #expect(endpoint.secret == new && endpoint.old != nil && endpoint.url.secret.exposed == "https://new.test/")
    await #expect(throws: InvalidInput.self) {
      try await SiteTransports(stage.database, secretKey: nil).set("hook", of: stage.site, settings: TransportSettings(connections: 1))
    }
    _ = try await stage.webhooks.set("hook", of: stage.site, settings: WebhookSettings(events: WebhookEvent.allCases))
    _ = try await stage.finish([.sent(try await stage.leased()[0], token: 7)])
    #expect(try await stage.webhooks.remove("hook", of: stage.site, actor: "ann") == 1)
    #expect(try await stage.value("SELECT reason::text FROM envoi.queue WHERE channel = 'webhook'", as: String.self) == "cancelled")
    let error = await #expect(throws: InvalidInput.self) { try await stage.webhooks.find("hook", of: stage.site) }
    #expect(error?.field == "name")
  }
}
