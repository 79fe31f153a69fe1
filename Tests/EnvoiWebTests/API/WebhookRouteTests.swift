import Foundation
import Postgres
import Support
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("Webhooks by the API", .serialized)
struct WebhookRouteTests {
  private func patch(_ body: String, _ door: Door, _ token: String) async throws -> Answer {
    try await door.api("PATCH", "/v1/webhooks/hook", token, ["Content-Type: application/json"], body: body)
  }

  @Test("one is added, shown, changed, paused, given a new secret and removed, with what it was told; its URL and secret are shown once")
  func life() async throws {
    try await Door.open { door in
      let token = try await door.key().token
      let body = #"{"name": "hook", "url": "https://Hooks.test:8443/geheim?k=v", "events": ["sent", "error"]}"#
      let added = try await door.post("/v1/webhooks", body, token)
      #expect(added.status == 201 && added.head.contains("webhooks/hook"), "\(added)")
      let first = try WebhookSecret(try #require(added["secret"] as? String))
      let list = try await door.api("GET", "/v1/webhooks", token)
      let shown = try #require((list["webhooks"] as? [[String: Any]])?.first)
      #expect(shown["url"] as? String == "https://hooks.test:8443" && shown["events"] as? [String] == ["sent", "error"])
      #expect(shown["enabled"] as? Bool == true && !list.body.contains("geheim") && !list.body.contains("whsec_"))
      #expect(try await patch(#"{"enabled": false, "events": ["delivered"]}"#, door, token)["enabled"] as? Bool == false)
      #expect(try await patch(#"{"enabled": true}"#, door, token)["events"] as? [String] == ["delivered"])
      let rotated = try await door.post("/v1/webhooks/hook/secret", "{}", token)
      let second = try WebhookSecret(try #require(rotated["secret"] as? String))
      let given = WebhookSecret.random()
      #expect(second != first)
      let set = try await door.post("/v1/webhooks/hook/secret", #"{"secret": "\#(given.exposed)"}"#, token)
      #expect(set["secret"] as? String == given.exposed)

      let rows = try await door.insertSent(2)
      try await door.database.withConnection { connection in
        _ = try await connection.execute("UPDATE envoi.queue SET status = 'delivered', delivered_at = now() WHERE id = ANY(\(rows))")
      }
      let told = try await door.api("GET", "/v1/webhooks/hook/history?limit=1", token)
      let next = try #require(told["next"] as? String, "\(told)")
      #expect((told["rows"] as? [[String: Any]])?.first?["channel"] as? String == "webhook")
      let rest = try await door.api("GET", "/v1/webhooks/hook/history?cursor=\(next)", token)
      #expect((rest["rows"] as? [Any])?.count == 1 && rest["next"] == nil, "\(rest)")
      #expect(try await door.api("GET", "/v1/webhooks/hook/history?limit=0", token).status == 422)

      #expect(try await door.api("DELETE", "/v1/webhooks/hook", token).status == 204)
      #expect(try await door.api("GET", "/v1/webhooks/hook", token).status == 404)
      #expect(try await door.count("channel = 'webhook' AND reason = 'cancelled'") == 2)
      let audit = try await door.audited().filter { $0.action != "key.add" }
      #expect(audit.map(\.action) == ["remove", "secret", "secret", "set", "set", "add"].map { "webhook.\($0)" })
      #expect(audit.allSatisfy { $0.subject == "hook" && $0.site == "example.org" && $0.actor == #"key "shop" (API)"# })
      #expect(!"\(audit) \(door.log.lines)".contains("geheim") && !"\(audit) \(door.log.lines)".contains("whsec_"))
    }
  }

  @Test("what a webhook cannot be is named, and no key leads one into the network behind the server")
  func refused() async throws {
    try await Door.open { door in
      let token = try await door.key().token
      for (body, field) in [
        (#"{"url": "https://h.test/x"}"#, "name"), (#"{"name": "../x", "url": "https://h.test/x"}"#, "name"), (#"{"name": "x"}"#, "url"),
        (#"{"name": "x", "url": "http://h.test/x"}"#, "url"),
        (#"{"name": "x", "url": "https://127.0.0.1/x"}"#, "url"), (#"{"name": "x", "url": "https://[::1]/x"}"#, "url"),
        (#"{"name": "x", "url": "https://h.test/x", "allow_private": true}"#, "allow_private"),
        (#"{"name": "x", "url": "https://h.test/x", "events": []}"#, "events"),
        (#"{"name": "x", "url": "https://h.test/x", "events": ["sent", "gone"]}"#, "events[1]"),
        (#"{"name": "x", "url": "https://h.test/x", "secret": "short"}"#, "secret"),
      ] {
        let answer = try await door.post("/v1/webhooks", body, token)
        #expect(answer.status == 422 && answer.fields == [field], "\(body): \(answer)")
      }
      let taken = try await door.post("/v1/webhooks", #"{"name": "vonage", "url": "https://h.test/x"}"#, token)
      #expect(taken.status == 409 && taken.fields == ["name"], "\(taken)")
      // What the shell allowed is for that address alone.
      let inside = WebhookSettings(url: "http://127.0.0.1:9/x", allowsPrivate: true)
      let webhooks = try Webhooks(door.database, secretKey: SecretKey(Door.secretKey))
      _ = try await webhooks.add("hook", to: Sites(door.database).find("example.org"), settings: inside)
      #expect(try await patch(#"{"events": ["sent"]}"#, door, token).status == 200)
      for url in ["http://127.0.0.1:9/y", "https://10.0.0.1/x"] {
        #expect(try await patch(#"{"url": "\#(url)"}"#, door, token).fields == ["url"])
      }
      #expect(try await door.api("GET", "/v1/transports/hook", token).status == 404)
    }
  }

  @Test("a webhook is tested by a ping, whose answer's body is not shown; that it was is in the audit")
  func tested() async throws {
    let receiver = try ScriptedHTTPServer { _ in .respond(200, [:], "geheim") }
    defer { receiver.stop() }
    try await Door.open { door in
      let token = try await door.key().token
      let settings = WebhookSettings(url: "http://127.0.0.1:\(receiver.port)/x", allowsPrivate: true)
      let webhooks = try Webhooks(door.database, secretKey: SecretKey(Door.secretKey))
      _ = try await webhooks.add("hook", to: Sites(door.database).find("example.org"), settings: settings)
      let tested = try await door.api("POST", "/v1/webhooks/hook/test", token)
      #expect(tested.status == 200 && tested["works"] as? Bool == true && tested["row"] is Int, "\(tested)")
      #expect((tested["steps"] as? [[String: Any]])?.isEmpty == false && !"\(tested["steps"] ?? "")".contains("geheim"))
      #expect(try await door.api("POST", "/v1/webhooks/none/test", token).status == 404)
      #expect(try await door.api("POST", "/v1/webhooks/hook/test", door.key([.send, .read]).token).status == 403)
      let audit = try await Audit(door.database).lines(sites: nil, limit: 9).filter { $0.action == "webhook.test" }
      #expect(audit.map(\.subject) == ["hook"])
    }
  }
}
