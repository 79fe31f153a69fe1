import Foundation
import Postgres
import Support
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("What others wrote, in the admin")
struct AdminInjectionTests {
  private static let evil = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{l.queue}}{{{token}}}"

  /// Puts in a message whose every field that is shown is hostile, also what a relay answers.
  private func row(_ door: Door) async throws -> Int {
    let (_, token) = try await door.key()
    let evil = Self.evil
    let message: [String: Any] = [
      "to": ["address": "bob@example.net", "name": evil],
      "subject": "Hi <b>\(evil.replacing("{{{token}}}", with: "").replacing("{{l.queue}}", with: ""))",
      "html": "<p>Hi</p><script>alert(3)</script><img src=\"http://192.0.2.1/x\">", "text": "Hi <script>alert(4)</script>",
      "reference": evil, "tags": [evil],
    ]
    let json = String(decoding: try JSONSerialization.data(withJSONObject: message), as: UTF8.self)
    let answer = try await door.post("/v1/messages", json, token)
    let row = try #require((answer["rows"] as? [Int])?.first, "\(answer)")
    try await door.database.withConnection { connection in
      try await connection.execute(
        "UPDATE envoi.queue SET status = 'sending', token = 1, lease_until = now() + interval '1 hour' WHERE id = \(row)")
      try await connection.execute(
        "UPDATE envoi.queue SET status = 'error', reason = 'refused', token = NULL, lease_until = NULL, reply_code = 550, reply = \(evil), remote_id = \(evil) WHERE id = \(row)"
      )
      try await connection.execute(
        "INSERT INTO envoi.queue_event (queue_id, generation, kind, reply, actor) VALUES (\(row), 1, 'refused', \(evil), \(evil))")
      _ = try await connection.execute("UPDATE envoi.transport SET trouble = \(evil) WHERE name = 'vonage'")
    }
    return row
  }

  @Test("names, subjects, replies, references, tags and troubles are shown as they are, and run nothing")
  func escaped() async throws {
    try await Door.open { door in
      let row = try await row(door)
      var ann = try await Browser.of(door, [(nil, .operator)])
      _ = try await door.users.set(1, name: Self.evil)
      let escaped = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;"
      for path in [
        "/admin", "/admin/queue", "/admin/queue/\(row)", "/admin/users", "/admin/users/1", "/admin/profile", "/admin/sites/example.org",
      ] {
        #expect(try await ann.open(path).status == 200)
        #expect(!ann.page.contains("<script>alert") && !ann.page.contains("<img src=x"), "\(path)")
        #expect(ann.page.contains(escaped) && ann.page.contains("{{l.queue}}"), "\(path): \(ann.page)")
      }
      try await ann.open("/admin/queue?" + Fields([("reference", Self.evil)]).urlEncoded)
      #expect(ann.page.contains(escaped) && !ann.page.contains("<script>alert"))
      try await ann.submit(
        "/admin/queue/confirm", [("action", "requeue"), ("scope", "filter"), ("query", Fields([("tag", Self.evil)]).urlEncoded)])
      #expect(ann.page.contains("1 error") && !ann.page.contains("<script>alert"))
      try await ann.open("/admin/queue?" + Fields([("since", Self.evil), ("notice", Self.evil)]).urlEncoded)
      #expect(ann.page.contains("role=\"alert\"") && !ann.page.contains("<script>alert"))
    }
  }

  @Test("a mail's HTML runs nothing and loads nothing, and only our row page may show it")
  func frame() async throws {
    try await Door.open { door in
      let row = try await row(door)
      var ann = try await Browser.of(door, [(nil, .operator)])
      try await ann.open("/admin/queue/\(row)")
      #expect(ann.page.contains("<iframe class=\"mail\" sandbox=\"\""))
      let html = try await ann.open("/admin/queue/\(row)/html")
      let policy = try #require(html.head.firstMatch(of: /(?i:content-security-policy): ([^\r\n]*)/)?.1)
      for rule in ["sandbox", "default-src 'none'", "img-src data:", "frame-ancestors 'self'", "form-action 'none'", "base-uri 'none'"] {
        #expect(policy.split(separator: "; ").contains { $0 == rule }, "\(policy)")
      }
      #expect(!policy.contains("script-src") && !policy.contains("allow-"))
      let source = try await ann.open("/admin/queue/\(row)/source")
      #expect(source.head.contains("attachment; filename=\"row-\(row).eml\"") && source.head.contains("text/plain"))
    }
  }

  @Test("no page has a secret in it: no session, no key, no password, nothing sealed or hashed")
  func secrets() async throws {
    try await Door.open { door in
      let row = try await row(door)
      var ann = try await Browser.of(door, [(nil, .operator)])
      let cookie = try #require(ann.cookie)
      let (_, key) = try await door.key()
      for path in [
        "/admin", "/admin/queue", "/admin/queue/\(row)", "/admin/profile", "/admin/sites", "/admin/sites/example.org",
        "/admin/sites/example.org/transports/vonage", "/admin/users", "/admin/users/1", "/admin/audit",
      ] {
        #expect(try await ann.open(path).status == 200)
        for secret in [cookie, key, Door.secretKey, "api_secret\":", "scrypt", "\\x"] {
          #expect(!ann.page.contains(secret), "\(path): \(secret)")
        }
      }
    }
  }
}
