import Envoi
import Foundation
import MessageFormat
import Postgres
import Support
import Testing

@testable import EnvoiWeb

@Suite("The contact form", .serialized)
struct ContactTests {
  private static let form = ["Content-Type: application/x-www-form-urlencoded"]

  private static func open(operators: [(String, Language)] = [("op@example.org", .fr)], _ body: @Sendable (Door) async throws -> Void)
    async throws
  {
    try await Door.open { door in
      let site = try await Sites(door.database).set("example.org", settings: SiteSettings(language: "es-MX", hasContactForm: true))
      let users = Users(
        door.database, secretKey: try SecretKey(Door.secretKey), publicURL: try PublicURL("https://example.org"), log: door.log.logger)
      for (address, language) in operators {
        _ = try await users.add(
          address: EmailAddress(address), name: nil, language: language, grants: [(site: site.id, role: .operator)])
      }
      try await body(door)
    }
  }

  private static func post(_ door: Door, _ more: [String: String] = [:], headers: [String] = []) async throws -> Answer {
    let fields = ["name": "Zoë <i>", "address": "zoe@example.com", "message": "Hello {{name}}\r\n<b>"].merging(more) { $1 }
    return try await door.ask("POST", "/contact/example.org", form + headers, body: Fields(fields.map { ($0, $1) }).urlEncoded)
  }

  @Test("a message goes to the site's operators in their languages, word for word, and is answered to who wrote it")
  func sent() async throws {
    try await Self.open(operators: [("op@example.org", .fr), ("jo@example.org", .en)]) { door in
      let page = try await door.ask("GET", "/contact/example.org")
      #expect(page.status == 200 && page.body.contains("<html lang=\"es\">") && !page.head.lowercased().contains("set-cookie"), "\(page)")
      let french = try await door.ask("GET", "/contact/example.org", ["Accept-Language: fr"])
      #expect(french.body.contains("<html lang=\"fr\">") && page.head.contains("frame-ancestors 'none'"))

      let answer = try await Self.post(door)
      #expect(answer.status == 303 && answer.head.contains("/contact/example.org/thanks"), "\(answer)")
      let thanks = try await door.ask("GET", "/contact/example.org/thanks")
      #expect(thanks.status == 200 && thanks.body.contains("Gracias"), "\(thanks)")
      let queue = Queue(door.database)
      let rows = try await queue.page(QueueFilter(), limit: 9)
      #expect(Set(rows.map(\.recipient)) == ["op@example.org", "jo@example.org"] && rows.allSatisfy { $0.tags == ["contact"] })
      for row in rows {
        let bytes = try #require(try await queue.mail(of: row.id))
        let mail = try #require(try await ParsedMail.parse([bytes]).first)
        #expect(mail.subject.contains("example.org") && mail.subject.contains("Zoë <i>"), "\(mail)")
        #expect(mail.values(of: "Reply-To").count == 1 && mail.values(of: "Reply-To")[0].hasSuffix("<zoe@example.com>"), "\(mail)")
        #expect(mail.values(of: "From")[0].contains("news@example.org"))
        let text = mail.parts.first?.text ?? ""
        #expect(text.hasPrefix("Hello {{name}}") && text.contains("\n<b>"), "\(text)")
        #expect(text.contains(row.recipient == "op@example.org" ? "Répondez" : "Answer this mail"), "\(text)")
      }
    }
  }

  @Test(
    "what is wrong is said, and kept",
    arguments: [
      ("name", "a\r\nBcc: x@example.org"), ("name", ""), ("name", String(repeating: "a", count: 101)), ("address", "nobody"),
      ("address", "a@example.org\r\nBcc: b@example.org"), ("message", " \n"), ("message", String(repeating: "é", count: 10_001)),
      ("message", "bell \u{7}"),
    ])
  func wrong(_ field: String, _ value: String) async throws {
    try await Self.open { door in
      let answer = try await Self.post(door, [field: value])
      #expect(answer.status == 422 && answer.body.contains("\(field): ") && !answer.body.contains("<i>"), "\(answer)")
      #expect(answer.body.contains(field == "name" ? "zoe@example.com" : "Zoë &lt;i&gt;"))
      #expect(try await door.count("channel = 'email'") == 0)
    }
  }

  @Test("a program that fills in all fields is thanked, and nothing comes of it")
  func honey() async throws {
    try await Self.open { door in
      let answer = try await Self.post(door, ["website": "https://spam.test"])
      #expect(answer.status == 303 && answer.head.contains("/contact/example.org/thanks"), "\(answer)")
      #expect(try await door.count("channel = 'email'") == 0)
    }
  }

  @Test("five messages an hour from one place are taken, sixty on one site")
  func throttled() async throws {
    try await Self.open { door in
      for number in 1...5 { #expect(try await Self.post(door, ["message": "Hello \(number)"]).status == 303) }
      let answer = try await Self.post(door)
      #expect(answer.status == 429 && answer.head.contains("text/html"), "\(answer)")
      for place in 1...55 {
        #expect(
          try await Self.post(door, ["message": "Hello from \(place)"], headers: ["X-Forwarded-For: 203.0.113.\(place)"]).status == 303)
      }
      #expect(try await Self.post(door, headers: ["X-Forwarded-For: 203.0.113.99"]).status == 429)
      #expect(try await door.count("channel = 'email'") == 60)
    }
  }

  @Test("a form that is sent twice, be it at once, is thanked twice and is one mail to each; another text is another mail")
  func twice() async throws {
    try await Self.open(operators: [("op@example.org", .fr), ("jo@example.org", .en)]) { door in
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 1...4 { group.addTask { try await Self.post(door).status } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses == [303, 303, 303, 303])
      #expect(try await door.count("channel = 'email'") == 2)
      #expect(try await Self.post(door, ["message": "Hello again"]).status == 303)
      #expect(try await door.count("channel = 'email'") == 4)
    }
  }

  @Test("who wrote is led to a page of the site itself, and to no other")
  func leads() async throws {
    for url in ["https://example.org/thanks?a=b#c", "http://www.example.org", "https://EXAMPLE.org:8443/"] {
      #expect(ContactPages.leads(url, to: "example.org"), "\(url)")
    }
    for url in [
      "https://example.org.evil.test/", "https://evil.test/example.org", "//example.org/", "/x", "javascript:alert(1)//example.org",
      "https://example.org@evil.test/", "https://evil.test\\@example.org/", "https://example.org\\.evil.test/",
      "https://example.org/\r\nX: y",
      "https://sub.example.org/", "https://xexample.org/", "",
    ] { #expect(!ContactPages.leads(url, to: "example.org"), "\(url)") }
    try await Self.open { door in
      let back = try await Self.post(door, ["return": "https://example.org/ok"])
      #expect(back.status == 303 && back.head.contains("https://example.org/ok"), "\(back)")
      let elsewhere = try await Self.post(door, ["return": "https://evil.test/"])
      #expect(elsewhere.status == 303 && !elsewhere.head.contains("evil.test"))
    }
  }

  @Test("there is none where the site has none; where nobody would read it, it says so")
  func closed() async throws {
    try await Self.open(operators: []) { door in
      #expect(try await door.ask("GET", "/contact/example.org").status == 503)
      #expect(try await Self.post(door).status == 503)
      for path in ["/contact/example.net", "/contact/x%27%3B--"] { #expect(try await door.ask("GET", path).status == 404) }
      _ = try await Sites(door.database).set("example.org", settings: SiteSettings(hasContactForm: false))
      #expect(try await door.ask("GET", "/contact/example.org").status == 404)
      #expect(try await Self.post(door).status == 404)
    }
  }
}
