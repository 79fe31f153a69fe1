import Foundation
import Postgres
import Support
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("Who gets into the API", .serialized)
struct AccessTests {
  private struct Route {
    let method: String
    let path: String
    let scope: Scope?

    /// With something in place of what stands in braces.
    func path(id: Int, name: String) -> String {
      "/v1" + path.replacing("{id}", with: "\(id)").replacing("{name}", with: name)
    }
  }

  /// Every route of the document, with the scope that it says.
  private static func routes() throws -> [Route] {
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data((Resources.texts["openapi.json"] ?? "").utf8)) as? [String: Any])
    let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
    let routes = paths.flatMap { path, methods in
      methods.map { method, operation in
        let scope = (operation["description"] as? String)?.firstMatch(of: /Scope: `(.*?)`/).flatMap { Scope(rawValue: String($0.1)) }
        return Route(method: method.uppercased(), path: path, scope: scope)
      }
    }
    try #require(routes.count > 15)
    return routes
  }

  @Test("without a key, with a wrong one and with a revoked one no route but the document is open")
  func unauthorized() async throws {
    try await Door.open { door in
      let (key, revoked) = try await door.key()
      #expect(try await door.api("GET", "/v1/stats", revoked).status == 200)
      _ = try await Keys(door.database).revoke(key.id, by: Actor(name: "test"))
      try await eventually("the key is refused", seconds: 2) { try await door.api("GET", "/v1/stats", revoked).status == 401 }
      for route in try Self.routes() {
        for token in [nil, "", "envoi_", "envoi_\(String(repeating: "A", count: 43))", revoked, "' OR true --"] {
          let answer = try await door.api(
            route.method, route.path(id: 1, name: "sandbox"), token, ["Content-Type: application/json"], body: "{}")
          guard route.scope != nil else {
            #expect(answer.status == 200 && answer["openapi"] as? String == "3.1.0")
            continue
          }
          #expect(answer.status == 401, "\(route): \(answer)")
          #expect(answer.head.contains("WWW-Authenticate: Bearer") && answer.head.contains("application/problem+json"), "\(answer)")
        }
      }
    }
  }

  @Test("each route wants its scope, and admin has them all", arguments: Scope.allCases)
  func scopes(has scope: Scope) async throws {
    try await Door.open { door in
      let token = try await door.key([scope]).token
      for route in try Self.routes() {
        // A stream has no end: its head alone.
        let method = route.path == "/events" ? "HEAD" : route.method
        let answer = try await door.api(
          method, route.path(id: 999, name: "nothing"), token, ["Content-Type: application/json"], body: "{}")
        let mayPass = route.scope.map { $0 == scope || scope == .admin } ?? true
        #expect((answer.status == 403) == !mayPass, "\(route): \(answer)")
        if !mayPass, method != "HEAD" { #expect((answer["detail"] as? String)?.contains(route.scope?.rawValue ?? "-") == true) }
      }
    }
  }

  @Test("what is another site's answers as what does not exist")
  func others() async throws {
    try await Door.open { door in
      let token = try await door.key().token
      let other = try await door.addOtherSite()
      for route in try Self.routes() where route.path.contains("{") {
        let (id, name) = (route.path.contains("messages") ? other.message : other.row, "others")
        func ask(_ path: String, _ token: String) async throws -> Answer {
          try await door.api(route.method, path, token, ["Content-Type: application/json"], body: "{}")
        }
        let theirs = try await ask(route.path(id: id, name: name), token)
        let none = try await ask(route.path(id: 999_999, name: "nothing"), token)
        #expect(theirs.status == 404 && theirs.body == none.body, "\(route): \(theirs)")
      }
      #expect(try await door.api("GET", "/v1/queue?message=\(other.message)", token).body == #"{"rows":[]}"#)
      let cancelled = try await door.post("/v1/queue/cancel", #"{"message": \#(other.message)}"#, token)
      #expect(cancelled["rows"] as? Int == 0, "\(cancelled)")
      #expect(try await door.api("GET", "/v1/queue/\(other.row)", other.token).status == 200)
      #expect(try await door.count("status = 'pending'") == 1)
    }
  }

  @Test("a method that a path has not is answered with those it has, and a path that is none with 404")
  func methods() async throws {
    try await Door.open { door in
      for (method, path, allowed) in [
        ("PUT", "/v1/messages", "POST"), ("GET", "/v1/messages/batch", "POST"), ("DELETE", "/v1/queue/7", "GET, HEAD"),
        ("POST", "/v1/site", "GET, HEAD, PATCH"), ("GET", "/v1/queue/requeue", "POST"),
      ] {
        let answer = try await door.api(method, path, nil)
        #expect(answer.status == 405 && answer.head.contains("Allow: \(allowed)\r\n"), "\(answer)")
      }
      for path in ["/v1", "/v1/", "/v1/nowhere", "/v2/messages", "/v1/queue/1/2/3"] {
        #expect(try await door.api("GET", path, nil).status == 404)
      }
      let head = try await door.api("HEAD", "/v1/stats", door.key().token)
      #expect(head.status == 200 && head.body.isEmpty, "\(head)")
    }
  }

  @Test("nothing of a body is read before the key is known, and a body that is too long is refused at its head")
  func bodies() async throws {
    try await Door.open { door in
      let head = ["Content-Type: application/json", "Content-Length: 900000000", "Connection: close"]
      #expect(try await Answer.to(door.port, Answer.request("POST", "/v1/messages", head)).status == 401)
      let token = "Authorization: Bearer \(try await door.key().token)"
      #expect(try await Answer.to(door.port, Answer.request("POST", "/v1/messages", head + [token])).status == 413)
      let long = #"{"tag": "\#(String(repeating: "x", count: 70_000))"}"#
      #expect(try await door.post("/v1/queue/cancel", long, door.key().token).status == 413)
    }
  }

  @Test("more than a key's rate is told to wait, and other keys are not")
  func rate() async throws {
    try await Door.open { door in
      let (slow, quick) = (try await door.key(rate: 2).token, try await door.key().token)
      var answers: [Answer] = []
      for _ in 1...8 { answers.append(try await door.api("GET", "/v1/site", slow)) }
      let refused = try #require(answers.first { $0.status == 429 })
      #expect(refused.head.contains("Retry-After: 1") && answers[0].status == 200, "\(refused)")
      #expect(try await door.api("GET", "/v1/site", quick).status == 200)
    }
  }

  @Test("a key that was just made opens at once, and its use is noted")
  func fresh() async throws {
    try await Door.open { door in
      for _ in 1...5 {
        let (key, token) = try await door.key()
        #expect(try await door.api("GET", "/v1/stats", token).status == 200)
        try await eventually("its use is noted") { try await Keys(door.database).find(id: key.id)?.lastUsedAt != nil }
      }
      #expect(!door.log.lines.contains { $0.contains("envoi_") })
    }
  }

  @Test("the API is there below the public URL's path, too, and says so in what it answers")
  func prefix() async throws {
    try await Door.open(publicURL: "https://example.org/envoi") { door in
      let token = try await door.key().token
      for path in ["/v1", "/envoi/v1"] {
        let answer = try await door.post("\(path)/messages", #"{"to": "ann@example.net", "text": "Hello"}"#, token)
        #expect((answer["status"] as? String)?.hasPrefix("/envoi/v1/messages/") == true, "\(answer)")
        #expect(try await door.api("GET", "\(path)/openapi.json", nil).body.contains(#"{"url": "/envoi/v1"}"#))
      }
    }
  }
}
