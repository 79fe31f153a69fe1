import Envoi
import Foundation
import Postgres
import Support
import Testing

@testable import EnvoiWeb

@Suite("Writing a message in the admin", .serialized)
struct ComposeTests {
  private static let key = "abcdefghijABCDEFGHIJ0123456789"
  private static let path = "/admin/compose?site=example.org&channel=email"

  private static func fields(_ action: String, _ more: [String: String] = [:]) -> [(String, String)] {
    let fields = [
      "key": key, "to": "Ann <ann@example.org>,\r\nbob@example.org", "subject": "Hello <b>", "text": "Dear {{#name}}{{name}}{{/name}}",
      "html": "<p style=\"color: red\">Hello</p><img src=\"https://tracker.test/x.png\">", "reply_to": "", "send_at": "", "test": "",
    ]
    return fields.merging(more) { $1 }.sorted { $0.key < $1.key } + [("action", action)]
  }

  private static func open(_ role: Role = .editor, _ body: @Sendable (Door, Editor) async throws -> Void) async throws {
    try await Door.open { door in
      let site = try #require(try await door.database.withConnection { try await $0.row("SELECT id FROM envoi.site", as: Int32.self) })
      try await body(door, try await Editor.logIn(door, "ed@example.org", role, on: site))
    }
  }

  @Test("a form that is sent twice puts its message in once, with its attachment, and says so in the audit")
  func send() async throws {
    try await Self.open { door, editor in
      let page = try await editor.get(Self.path)
      #expect(page.status == 200 && page.body.contains("name=\"send_at\"") && page.body.contains("UTC"), "\(page)")
      let before = try await door.count("true")
      for _ in 1...2 {
        let answer = try await editor.post(Self.path, Self.fields("send"), files: [("a b.txt", "--X\r\n--Y")])
        #expect(answer.status == 303 && answer.head.contains("/admin/queue/"), "\(answer)")
        #expect(answer.head.contains("notice=done_queued&n=2"), "\(answer)")
      }
      #expect(try await door.count("true") == before + 2)
      #expect(try await door.count("recipient = 'ann@example.org' AND recipient_name = 'Ann'") == 1)
      let files = try await door.database.withConnection {
        try await $0.rows("SELECT name::text, type::text, content FROM envoi.attachment", as: (String, String, [UInt8]).self)
      }
      #expect(files.count == 1 && files[0] == ("a b.txt", "text/plain", Array("--X\r\n--Y".utf8)))
      let lines = try await Audit(door.database).lines(sites: nil, limit: 9).filter { $0.action == "message.send" }
      #expect(lines.map(\.detail) == [["channel": "email", "recipients": "2", "subject": "Hello <b>"]])
      #expect(lines.first?.actor == "ed@example.org (admin)")

      let other = try await editor.post(Self.path, Self.fields("send", ["text": "Another"]))
      #expect(other.status == 422 && other.body.contains("already sent") && other.body.contains("Another"), "\(other)")
      #expect(try await door.count("true") == before + 2)
    }
  }

  @Test("a preview puts nothing in, and shows text and warnings; its HTML stands alone, may run and load nothing")
  func preview() async throws {
    try await Self.open { door, editor in
      let before = try await door.count("true")
      let page = try await editor.post(Self.path, Self.fields("preview"), files: [("a.txt", "x")])
      #expect(page.status == 200, "\(page)")
      for text in ["Dear Ann", "Hello &lt;b&gt;", "sandbox=\"\"", "a.txt", "Pictures from other servers", "Choose your attachments again"] {
        #expect(page.body.contains(text), "\(text): \(page.body)")
      }
      #expect(!page.body.contains("Hello <b>"))
      let html = try await editor.post("/admin/compose/html?site=example.org&channel=email", Self.fields("preview"))
      #expect(html.status == 200 && html.body.hasPrefix("<p style="), "\(html)")
      #expect(html.head.contains("sandbox; default-src 'none'; img-src data:;") && html.head.contains("frame-ancestors 'self'"), "\(html)")
      #expect(try await door.count("true") == before)
    }
  }

  @Test("a test goes to any address, at once and alone")
  func test() async throws {
    try await Self.open { door, editor in
      let answer = try await editor.post(Self.path, Self.fields("test", ["test": "me@example.net", "to": ""]))
      #expect(answer.status == 200 && answer.body.contains("on its way to me@example.net"), "\(answer)")
      #expect(try await door.count("recipient = 'me@example.net' AND tags = '{test}' AND due_at <= now()") == 1)
    }
  }

  @Test(
    "what is wrong is said, and all that was typed is kept",
    arguments: [
      ("to", "nobody", "to[0]"), ("to", "", "to: must have 1 to 50"), ("to", String(repeating: "a@example.org\n", count: 51), "51"),
      ("subject", "a\r\nBcc: x@example.org", "control character"), ("text", "{{#open}}", "text"), ("reply_to", "x", "reply_to"),
      ("send_at", "2001-01-01T00:00", "send_at: is over"), ("send_at", "tomorrow", "send_at: must be a date"),
      ("to", "<script>alert(1)</script>", "to[0]"),
    ])
  func wrong(_ field: String, _ value: String, _ problem: String) async throws {
    try await Self.open { door, editor in
      let before = try await door.count("true")
      let answer = try await editor.post(Self.path, Self.fields("send", [field: value]))
      #expect(answer.status == 422 && answer.body.contains(problem) && answer.body.contains("color: red"), "\(answer)")
      #expect(!answer.body.contains("<script>alert"))
      #expect(try await door.count("true") == before)
    }
  }

  @Test("a name that is wanted and not there is said in the visitor's language, beside who has none; other variables beside the text")
  func names() async throws {
    try await Self.open { door, editor in
      func wrong(_ fields: [(String, String)], _ path: String = Self.path) async throws -> (text: String, fields: [String]) {
        let answer = try await editor.post(path, fields)
        #expect(answer.status == 422 && answer.body.contains("role=\"alert\">"), "\(answer)")
        let notes = answer.body.matches(of: /<small class="wrong" id="([a-z_]+)-problem">([^<]*)<\/small>/)
        for note in notes { #expect(answer.body.contains("\(note.1)-problem\" aria-invalid=\"true\"") || note.1 == "test", "\(note.1)") }
        return (notes.map { String($0.2) }.joined(), notes.map { String($0.1) })
      }
      let text = ["text": "Dear {{name}}"]
      let (said, fields) = try await wrong(Self.fields("send", text))
      #expect(fields == ["to"] && said.hasPrefix("bob@example.org has no name") && said.contains("Name &lt;bob@example.org&gt;"), "\(said)")
      let french = try await wrong(Self.fields("preview", text), "\(Self.path)&language=fr")
      #expect(french.fields == ["to"] && french.text.hasPrefix("bob@example.org n’a pas de nom"), "\(french)")
      let test = try await wrong(Self.fields("test", text.merging(["test": "me@example.net"]) { $1 }))
      #expect(test.fields == ["test"] && test.text.hasPrefix("me@example.net has no name"), "\(test)")
      let other = try await wrong(Self.fields("send", ["text": "In {{variables.city}}"]))
      #expect(other.fields == ["text"] && other.text.hasPrefix("{{variables.city}} has no value here"), "\(other)")
      let sms = try await wrong(
        Self.fields("send", text.merging(["to": "+33612345678"]) { $1 }), "/admin/compose?site=example.org&channel=sms")
      #expect(sms.fields == ["text"] && sms.text.hasPrefix("Recipients have no names here"), "\(sms)")
    }
  }

  @Test("an SMS is shown with its encoding and parts, and what was written")
  func sms() async throws {
    try await Self.open { _, editor in
      let path = "/admin/compose?site=example.org&channel=sms"
      let fields = Self.fields("preview", ["to": "+33 6 12 34 56 78", "text": "Grüße €"])
      let answer = try await editor.post(path, fields)
      #expect(answer.status == 200 && answer.body.contains("+33612345678") && answer.body.contains("GSM-7"), "\(answer.body)")
    }
  }

  @Test("nobody else writes: no session, no token, a viewer, another site's editor, another kind of form, too much")
  func refused() async throws {
    try await Self.open { door, editor in
      let form = ["Content-Type: multipart/form-data; boundary=XX"]
      #expect(try await door.ask("GET", Self.path).status == 303)
      #expect(try await door.ask("POST", Self.path, form, body: "--XX--").status == 403)
      #expect(try await editor.post(Self.path, Self.fields("send"), token: "stale").status == 403)
      let viewer = try await Editor.logIn(door, "vi@example.org", .viewer, on: editor.user.grants[0].site)
      #expect(try await viewer.get(Self.path).status == 403)
      #expect(try await viewer.post(Self.path, Self.fields("send")).status == 403)
      _ = try await Sites(door.database).add("example.net", settings: SiteSettings(sender: "a@example.net"), sandbox: "/nowhere")
      #expect(try await editor.get("/admin/compose?site=example.net").status == 404)
      #expect(try await editor.get("/admin/compose?site=nowhere.test").status == 404)
      let own = try await editor.get(Self.path)
      #expect(own.status == 200 && !own.body.contains("example.net"))
      let cookie = "Cookie: __Host-envoi=\(editor.token)"
      let plain = try await door.ask("POST", Self.path, [cookie, "Content-Type: application/x-www-form-urlencoded"], body: "action=send")
      #expect(plain.status == 415)
      let large = try await door.ask("POST", Self.path, form + [cookie, "Content-Length: 900000000"])
      #expect(large.status == 413, "\(large)")
      #expect(try await door.count("recipient IN ('ann@example.org', 'bob@example.org')") == 0)
    }
  }
}
