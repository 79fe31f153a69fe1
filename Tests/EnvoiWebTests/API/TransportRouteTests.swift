import Foundation
import Postgres
import Support
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("Sites and transports by the API", .serialized)
struct TransportRouteTests {
  @Test("a transport is added, shown, changed, tried and removed, and its password is never seen again")
  func transports() async throws {
    let relay = try ScriptedSMTPServer { _ in nil }
    defer { relay.stop() }
    try await Door.open { door in
      let token = try await door.key().token
      let added = try await door.post(
        "/v1/transports", #"{"name": "relay", "url": "smtp://ann@127.0.0.1:\#(relay.port)", "password": "hush-hush"}"#, token)
      #expect(
        added.status == 201 && added["has_password"] as? Bool == true && added.head.contains("Location: transports/relay"), "\(added)")
      #expect(try await door.post("/v1/transports", #"{"name": "relay", "url": "smtp://127.0.0.1"}"#, token).status == 409)
      let set = try await door.api(
        "PATCH", "/v1/transports/relay", token, ["Content-Type: application/json"],
        body: #"{"connections": 3, "url": "smtp://127.0.0.1:\#(relay.port)"}"#)
      #expect(set["connections"] as? Int == 3 && set["has_password"] as? Bool == false, "\(set)")
      let tried = try await door.post("/v1/transports/relay/test", #"{"to": "ann@example.net"}"#, token)
      #expect(tried["works"] as? Bool == true && (tried["verdict"] as? String)?.hasPrefix("accepted: ") == true, "\(tried)")
      #expect((tried["steps"] as? [[String: String]])?.contains { $0["kind"] == "sent" && $0["text"]?.hasPrefix("EHLO") == true } == true)
      relay.stop()
      let broken = try await door.post("/v1/transports/relay/test", "{}", token)
      #expect(
        broken.status == 200 && broken["works"] as? Bool == false && (broken["verdict"] as? String)?.hasPrefix("connect") == true,
        "\(broken)")
      let list = try await door.api("GET", "/v1/transports", token)
      #expect((list["transports"] as? [Any])?.count == 3, "\(list)")
      #expect(try await door.api("DELETE", "/v1/transports/relay", token).status == 204)
      #expect(try await door.api("GET", "/v1/transports/relay", token).status == 404)
      let audit = try await Audit(door.database).lines(sites: nil, limit: 10).filter { $0.action != "key.add" }
      #expect(audit.map(\.action) == ["transport.remove", "transport.test", "transport.test", "transport.set", "transport.add"])
      for text in [added.body, set.body, tried.body, broken.body, list.body, "\(audit)", door.log.lines.joined()] {
        #expect(!text.contains("hush-hush"))
      }
    }
  }

  @Test(
    "what a server answers to a test is not shown to who has no shell here: it may be any that this machine reaches", arguments: [200, 500])
  func answers(_ status: Int) async throws {
    // What is said of it is a line, cut; a secret that its text ends with must not pass it off as a header.
    let text = "HTTP/ \(String(repeating: "x ", count: 300)) inner-word password"
    let server = try ScriptedHTTPServer { _ in .respond(status, ["X-Inner": "inner-head"], text) }
    defer { server.stop() }
    try await Door.open { door in
      let token = try await door.key().token
      _ = try await SiteTransports(door.database, secretKey: SecretKey(Door.secretKey)).add(
        "sms", to: Sites(door.database).find("example.org"),
        settings: TransportSettings(
          gateway: GatewaySettings(
            description: "kannel", values: ["url": server.url, "username": "u", "from": "Shop", "password": "password"], allowsPrivate: true
          )))
      let tried = try await door.post("/v1/transports/sms/test", #"{"to": "+33612345678"}"#, token)
      var ann = try await Browser.of(door, [(nil, .operator)])
      try await ann.open("/admin/sites/example.org/transports/sms/test")
      try await ann.submit("/admin/sites/example.org/transports/sms/test", [("to", "+33612345678")])
      #expect(server.requests.count == 2)
      for text in [tried.body, ann.page] {
        #expect(text.contains("HTTP/1.1 \(status)") && !text.contains("inner-word") && !text.contains("inner-head"), "\(text)")
      }
    }
  }

  @Test("what a transport cannot be is named, also a file of this machine and a private address of a chat")
  func refused() async throws {
    try await Door.open { door in
      let token = try await door.key().token
      for (body, field) in [
        (#"{"url": "smtp://h"}"#, "name"), (#"{"name": "../x", "url": "smtp://h"}"#, "name"), (#"{"name": "x"}"#, "url"),
        (#"{"name": "x", "url": "http://h"}"#, "url"), (#"{"name": "x", "url": "smtp://h", "ca_file": "/etc/shadow"}"#, "ca_file"),
        (#"{"name": "x", "preset": "slack", "secrets": {"url": "https://h.example/x"}, "allow_private": true}"#, "allow_private"),
        (#"{"name": "x", "preset": "slack", "secrets": {"url": "http://127.0.0.1/x"}}"#, "url"),
        (#"{"name": "x", "preset": "no"}"#, "preset"),
        (#"{"name": "x", "preset": "ses"}"#, "region"), (#"{"name": "x", "user": "ann"}"#, "user"),
        (#"{"name": "x", "preset": "gmail", "user": "ann"}"#, "preset"),
        (#"{"name": "x", "preset": "postfix", "url": "smtp://h"}"#, "preset"),
        (#"{"name": "x", "preset": "kannel", "settings": {"username": "u"}, "secrets": {"password": "p"}}"#, "url"),
        (#"{"name": "x", "preset": "kannel", "allow_private": true}"#, "allow_private"),
        (#"{"name": "x", "preset": "kannel", "settings": {"from": "\r\n"}}"#, "settings"),
        (#"{"name": "x", "url": "smtp://h", "connections": 0}"#, "connections"),
        (#"{"name": "x", "url": "smtp://h", "helo": "a b"}"#, "helo"),
        (#"{"name": "x", "url": "smtp://h", "security": "no"}"#, "security"), (#"{"name": "x", "gateway": {"name": "y"}}"#, "gateway"),
        (#"{"name": "x", "url": "smtp://h", "settings": {"a": "b"}}"#, "settings"),
        (#"{"name": "x", "url": "smtp://h", "enabled": 1}"#, "enabled"),
      ] {
        let answer = try await door.post("/v1/transports", body, token)
        #expect(
          answer.status == 422 && answer.fields.first?.hasPrefix(field) == true && !answer.body.contains(/--(user|preset)/),
          "\(body): \(answer)")
      }
      let taken = try await door.api("DELETE", "/v1/transports/sandbox", token)
      #expect(taken.status == 409, "\(taken)")
    }
  }

  @Test("the key's own site is shown and changed, each field by its rule")
  func site() async throws {
    try await Door.open { door in
      let token = try await door.key().token
      func patch(_ body: String) async throws -> Answer {
        try await door.api("PATCH", "/v1/site", token, ["Content-Type: application/json"], body: body)
      }
      let set = try await patch(#"{"keep": "30d", "country": "FR", "enabled": false, "on_doubt": "hold", "timezone": null}"#)
      #expect(set.status == 200, "\(set)")
      let shown = try await door.api("GET", "/v1/site", token)
      #expect(
        shown["keep"] as? String == "30d" && shown["enabled"] as? Bool == false && shown["domain"] as? String == "example.org", "\(shown)")
      #expect(shown["contact"] as? Bool == false)
      #expect(try await patch(#"{"contact": true}"#)["contact"] as? Bool == true)
      #expect(try await Sites(door.database).find("example.org").hasContactForm)
      for (body, field) in [
        (#"{"from": "x"}"#, "from"), (#"{"return_path": "a@b c"}"#, "return_path"), (#"{"timezone": "Mars"}"#, "timezone"),
        (#"{"on_doubt": "no"}"#, "on_doubt"), (#"{"keep": "long"}"#, "keep"), (#"{"attachment_limit": -1}"#, "attachment_limit"),
        (#"{"sms_parts": 0}"#, "sms_parts"), (#"{"enabled": "yes"}"#, "enabled"), (#"{"contact": 1}"#, "contact"),
        (#"{"domain": "x.example"}"#, "domain"),
      ] {
        let answer = try await patch(body)
        #expect(answer.status == 422 && answer.fields == [field], "\(body): \(answer)")
      }
    }
  }
}
