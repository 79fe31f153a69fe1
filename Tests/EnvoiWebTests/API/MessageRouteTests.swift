import Foundation
import Postgres
import Support
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("Messages by the API", .serialized)
struct MessageRouteTests {
  @Test("a message is committed before it is answered, with its rows and where to ask")
  func accepted() async throws {
    try await Door.open { door in
      let token = try await door.key([.send, .read]).token
      let answer = try await door.post(
        "/v1/messages", #"{"to": ["ann@example.net", {"address": "bob@example.net"}], "subject": "Hello", "text": "Text"}"#, token)
      let (id, rows) = (try #require(answer["id"] as? Int), try #require(answer["rows"] as? [Int]))
      #expect(answer.status == 202 && rows.count == 2 && answer.head.contains("Location: /v1/messages/\(id)\r\n"), "\(answer)")
      #expect(try await door.count("message_id = \(id) AND id = ANY(\(rows)) AND status = 'pending'") == 2)
      let status = try await door.api("GET", try #require(answer["status"] as? String), token)
      #expect((status["rows"] as? [String: Int])?["pending"] == 2 && status["subject"] as? String == "Hello", "\(status)")
    }
  }

  @Test("the same key and body gets the same answer, another body 409, and a header is as good as a field")
  func idempotency() async throws {
    try await Door.open { door in
      let token = try await door.key([.send]).token
      let body = #"{"to": "ann@example.net", "text": "Text"}"#
      let first = try await door.post("/v1/messages", body, token, ["Idempotency-Key: A"])
      for again in [
        try await door.post("/v1/messages", #"{"text": "Text", "to": "ann@example.net"}"#, token, ["Idempotency-Key: A"]),
        try await door.post("/v1/messages", #"{"to": "ann@example.net", "text": "Text", "key": "A"}"#, token),
        try await door.post("/v1/messages", #"{"to": "ann@example.net", "text": "Text", "key": "A"}"#, token, ["Idempotency-Key: A"]),
      ] {
        #expect(again.status == 202 && again.body == first.body, "\(again)")
      }
      let other = try await door.post("/v1/messages", body.replacing("Text", with: "Other"), token, ["Idempotency-Key: A"])
      #expect(other.status == 409 && other.fields == ["key"], "\(other)")
      let both = try await door.post("/v1/messages", #"{"to": "a@b.test", "text": "x", "key": "B"}"#, token, ["Idempotency-Key: C"])
      #expect(both.status == 422 && both.fields == ["key"], "\(both)")
      #expect(try await door.messages() == 1)
    }
  }

  @Test("a form's files are attached: those that the message names as it says, the others as they are")
  func form() async throws {
    try await Door.open { door in
      let token = try await door.key([.send]).token
      func part(_ disposition: String, _ type: String, _ content: String) -> String {
        "--x--y\r\nContent-Disposition: form-data; \(disposition)\r\nContent-Type: \(type)\r\n\r\n\(content)\r\n"
      }
      let message = """
        {"to": "ann@example.net", "html": "<img src='cid:logo'>", "inline": [{"part": "logo"}], "attachments": [{"part": "bill", "name": "Bill.pdf"}]}
        """
      let form =
        part(#"name="message""#, "application/json", message) + part(#"name="bill"; filename="x.pdf""#, "application/pdf", "%PDF\r\n--x")
        + part(#"name=logo; filename="a \"b\".png""#, "image/png", "") + part(#"name="file"; filename="notes.txt""#, "text/plain", "n")
        + "--x--y--\r\n"
      let headers = ["Content-Type: multipart/form-data; boundary=\"x--y\""]
      let answer = try await door.api("POST", "/v1/messages", token, headers, body: form)
      #expect(answer.status == 202, "\(answer)")
      let files = try await door.database.withConnection {
        try await $0.rows(
          "SELECT concat_ws('|', name, type, content_id, convert_from(content, 'UTF8')) FROM envoi.attachment ORDER BY position",
          as: String.self)
      }
      #expect(files == ["Bill.pdf|application/pdf|%PDF\r\n--x", "a \"b\".png|image/png|logo|", "notes.txt|text/plain|n"])

      for (wrong, status) in [
        (form.replacing("--x--y--", with: ""), 400), (form.replacing("name=\"message\"", with: "name=\"other\""), 422),
        (form.replacing("Content-Disposition", with: "X"), 400), ("", 400), (form.replacing("\"logo\"}", with: "\"none\"}"), 422),
        (form.replacing("notes.txt", with: "../../etc/passwd"), 422), (form.replacing("Bill.pdf", with: "a/b"), 422),
      ] {
        let answer = try await door.api("POST", "/v1/messages", token, headers, body: wrong)
        #expect(answer.status == status, "\(answer)")
      }
      #expect(try await door.messages() == 1)
    }
  }

  @Test("what is wrong is named by its path, and puts nothing in")
  func refused() async throws {
    try await Door.open { door in
      let token = try await door.key([.send]).token
      for (body, status, field) in [
        (#"{"to": ["a@b.test", {"address": "x"}], "text": "x"}"#, 422, "to[1].address"), (#"{"to": "a@b.test"}"#, 422, "text"),
        ("{", 400, "json"),
        ("[]", 400, "json"), ("", 400, "json"), (#"{"to": "a@b.test", "text": "x", "bcc": "c@d.test"}"#, 422, "bcc"),
        (#"{"to": "a@b.test", "text": "x", "attachments": [{"path": "/etc/passwd"}]}"#, 422, "attachments[0].path"),
        (#"{"to": "a@b.test", "text": "x", "inline": [{"path": "../x", "cid": "x"}]}"#, 422, "inline[0].path"),
        (#"{"to": "a@b.test", "text": "x", "attachments": [{"part": "message"}]}"#, 422, "attachments[0].part"),
        (#"{"to": "a@b.test", "text": "{{variables.x}}"}"#, 422, "to.variables"),
        (#"{"to": "a@b.test", "text": "x", "due_at": "2026-02-30T00:00:00Z"}"#, 422, "due_at"),
        (#"{"to": "a@b.test\r\nBcc: c@d.test", "text": "x"}"#, 422, "to"), (#"{"to": "a@b.test", "text": "x\u0000"}"#, 422, "text"),
        (#"{"to": "a@b.test", "text": "x", "expires_at": "2001-01-01T00:00:00Z"}"#, 422, "expires_at"),
        (#"{"to": "ops", "channel": "chat", "text": "x"}"#, 422, "to"),
      ] {
        let answer = try await door.post("/v1/messages", body, token)
        #expect(answer.status == status && answer.fields.first?.hasPrefix(field) == true, "\(body): \(answer)")
        #expect(answer["type"] as? String == "about:blank" && answer["status"] as? Int == status)
      }
      let message = #"{"to": "a@b.test", "text": "x"}"#
      #expect(try await door.api("POST", "/v1/messages", token, ["Content-Type: text/plain"], body: message).status == 415)
      #expect(try await door.api("POST", "/v1/messages", token, body: message).status == 415)
      #expect(try await door.post("/v1/messages", message, token, ["Accept: text/html"]).status == 406)
      #expect(try await door.post("/v1/messages?dry_run=maybe", message, token).status == 422)
      #expect(try await door.post("/v1/messages?dry-run=true", message, token).status == 422)
      let dry = try await door.post("/v1/messages?dry_run=true", message, token)
      #expect(dry.status == 200 && dry["recipients"] as? Int == 1, "\(dry)")
      #expect(try await door.messages() == 0)
    }
  }

  @Test("a batch is answered line by line, in order, and a wrong line keeps no other out")
  func batch() async throws {
    try await Door.open { door in
      let token = try await door.key([.send]).token
      let lines = (1...3000).map { number in
        number % 1000 == 7
          ? "{nonsense"
          : number % 1000 == 8 ? "" : #"{"to": "u\#(number)@b.test", "text": "x", "key": "\#(number / 2)", "reference": "\#(number / 2)"}"#
      }
      let answer = try await door.api(
        "POST", "/v1/messages/batch", token, ["Content-Type: application/x-ndjson", "Accept: application/x-ndjson"],
        body: lines.joined(separator: "\n"))
      #expect(answer.status == 200)
      // Chunked: between the lines stand sizes.
      let results = answer.body.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("{") }.compactMap {
        (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]
      }
      #expect(results.compactMap { $0["line"] as? Int } == (1...3000).filter { $0 % 1000 != 8 })
      let accepted = results.filter { $0["rows"] != nil }
      #expect(try await door.messages() == accepted.count && accepted.count > 1490)
      #expect(results.filter { ($0["error"] as? [String: Any])?["field"] as? String == "json" }.count == 3)
      #expect(try await door.api("POST", "/v1/messages/batch", token, ["Content-Type: application/json"], body: "{}").status == 415)
    }
  }

  @Test("while the database is away nothing is accepted, and a batch tells how far it came", .timeLimit(.minutes(5)))
  func away() async throws {
    let cluster = try await PostgresCluster.start()
    defer { cluster.stop() }
    try await Door.open(cluster: cluster) { door in
      let token = try await door.key([.send]).token
      let message = #"{"to": "ann@example.net", "text": "Text"}"#
      #expect(try await door.post("/v1/messages", message, token).status == 202)
      cluster.crash()
      let answer = try await door.post("/v1/messages", message, token)
      #expect(answer.status == 503 && answer.head.contains("Retry-After: "), "\(answer)")
      try await cluster.restart()
      try await eventually("it is there again") { try await door.post("/v1/messages", message, token).status == 202 }
      #expect(try await door.messages() == 2)
    }
  }

  @Test("a database that takes nothing is told from a request that is wrong, and is asked again once it does")
  func unable() async throws {
    try await Door.open { door in
      let token = try await door.key([.send]).token
      let message = #"{"to": "ann@example.net", "text": "Text"}"#
      func set(_ script: String) async throws { try await door.database.withConnection { try await $0.run(script: script) } }
      try await set(
        """
        CREATE FUNCTION public.full() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
        CREATE TRIGGER full_disk BEFORE INSERT ON envoi.message EXECUTE FUNCTION public.full();
        """)
      let answer = try await door.post("/v1/messages", message, token)
      #expect(answer.status == 503 && answer.head.contains("Retry-After: 60") && !answer.body.contains("extend"), "\(answer)")
      try await set("DROP TRIGGER full_disk ON envoi.message")
      #expect(try await door.post("/v1/messages", message, token).status == 202)
    }
  }
}
