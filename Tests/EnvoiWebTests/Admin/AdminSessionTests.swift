import MessageFormat
import Support
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("Logging in and out of the admin")
struct AdminSessionTests {
  private static let password = "five words that nobody guesses"

  /// Gives Ann a password.
  private static func ann(_ door: Door) async throws {
    var users = try door.users
    users.cost = Scrypt.Cost(logarithm: 10, blockSize: 8, parallelism: 1)
    let user = try await users.add(address: EmailAddress("ann@example.org"), name: nil, language: .en, grants: [(nil, .operator)])
    let link = try #require(try await users.link(for: user).split(separator: "/").last)
    _ = try await users.setPassword(Password(Self.password), link: String(link))
  }

  private static func cookie(_ answer: Answer) -> (value: String, attributes: Set<String>)? {
    guard let match = answer.head.firstMatch(of: /\r\n(?i:set-cookie): ((?:__Host-)?envoi=[^;]*);? ?([^\r\n]*)/) else { return nil }
    return (String(match.1), Set(match.2.split(separator: ";").map { $0.drop { $0 == " " }.lowercased() }))
  }

  @Test("the cookie is another one after the login, is for this host and no script, and ends with the log-out")
  func life() async throws {
    try await Door.open { door in
      try await Self.ann(door)
      let planted = "planted-by-somebody-else"
      var browser = Browser(door)
      browser.cookie = planted
      try await browser.open("/admin/login")
      let form = [
        ("token", browser.token), ("address", "ann@example.org"), ("password", Self.password), ("next", "/admin/queue?status=error"),
      ]
      let type = "Content-Type: application/x-www-form-urlencoded"
      let answer = try await door.ask("POST", "/admin/login", [type, "Cookie: __Host-envoi=\(planted)"], body: Fields(form).urlEncoded)
      #expect(answer.status == 303 && answer.location == "/admin/queue?status=error", "\(answer)")
      let (value, attributes) = try #require(Self.cookie(answer))
      #expect(attributes == ["path=/", "httponly", "samesite=lax", "secure"] && value.hasPrefix("__Host-envoi="))
      #expect(!value.contains(planted))
      browser.cookie = planted
      #expect(try await browser.open("/admin").body.contains("name=\"password\""))

      browser.cookie = String(value.dropFirst("__Host-envoi=".count))
      #expect(try await browser.open("/admin/queue").body.contains("<h1>Queue</h1>"))
      let out = try await door.ask(
        "POST", "/admin/logout", [type, "Cookie: \(value)"], body: Fields([("token", browser.token)]).urlEncoded)
      #expect(out.status == 303 && Self.cookie(out)?.value == "__Host-envoi=" && Self.cookie(out)?.attributes.contains("max-age=0") == true)
      #expect(try await door.ask("GET", "/admin", ["Cookie: \(value)"]).location == "/admin/login?next=%2Fadmin")
      #expect(try await door.audited().map(\.action).contains("user.login"))
      #expect(!"\(door.log.lines)".contains(value.dropFirst(13)) && !"\(door.log.lines)".contains(Self.password))
    }
  }

  @Test("a browser that was logged in is known again, whoever tries passwords elsewhere")
  func device() async throws {
    try await Door.open { door in
      try await Self.ann(door)
      func logIn(_ password: String, _ cookies: String = "") async throws -> Answer {
        var browser = Browser(door)
        try await browser.open("/admin/login")
        let form = Fields([("token", browser.token), ("address", "ann@example.org"), ("password", password)]).urlEncoded
        let headers = ["Content-Type: application/x-www-form-urlencoded", "Cookie: __Host-envoi=\(browser.cookie ?? "")\(cookies)"]
        return try await door.ask("POST", "/admin/login", headers, body: form)
      }
      let first = try await logIn(Self.password)
      let cookie = try #require(first.head.firstMatch(of: /\r\n(?i:set-cookie): (__Host-envoi-device=[^;]+); ([^\r\n]*)/))
      for attribute in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure", "Max-Age=31536000"] {
        #expect(cookie.2.contains(attribute), "\(cookie.2)")
      }
      for _ in 1...10 { #expect(try await logIn("wrong").status == 401) }
      #expect(try await logIn(Self.password).status == 429)
      #expect(try await logIn(Self.password, "; \(cookie.1)").status == 303)
      #expect(!"\(door.log.lines)".contains(cookie.1.dropFirst(20)))
    }
  }

  @Test("a wrong password, an unknown address and a wrong code say the same, and the password is not in the page")
  func refused() async throws {
    try await Door.open { door in
      try await Self.ann(door)
      var browser = Browser(door)
      for address in ["ann@example.org", "nobody@example.org", "\"><b>x"] {
        try await browser.open("/admin/login")
        let answer = try await browser.submit("/admin/login", [("address", address), ("password", "wrong-password")])
        #expect(answer.status == 401 && browser.page.contains("Address, password or code is wrong."), "\(answer)")
        #expect(!browser.page.contains("wrong-password") && !browser.page.contains("<b>x"))
      }
    }
  }

  @Test("after the login one is where one was going, and nowhere else")
  func next() async throws {
    try await Door.open { door in
      let ann = try #require(try await Browser.of(door, [(nil, .operator)]).cookie)
      for target in [
        "//evil.example", "https://evil.example/admin", "/\\evil.example", "/admin\\@evil.example", "/administrator", "/admin@evil.example",
        "javascript:alert(1)", "/admin\r\nSet-Cookie: a=b", "/admin/login?next=/admin", " //evil.example", "/v1/stats", "/admin/\u{202E}x",
      ] {
        let path = "/admin/login?" + Fields([("next", target)]).urlEncoded
        #expect(try await door.ask("GET", path).body.contains("name=\"next\" value=\"/admin\""), "\(target)")
        let answer = try await door.ask("GET", path, ["Cookie: __Host-envoi=\(ann)"])
        #expect(answer.status == 303 && answer.location == "/admin" && !answer.head.contains("a=b"), "\(target): \(answer)")
      }
    }
  }

  @Test("over plain HTTP the cookie is not for TLS alone, below a path all links stay below it")
  func plain() async throws {
    try await Door.open(publicURL: "http://127.0.0.1:8080/mail") { door in
      let answer = try await door.ask("GET", "/mail/admin/login")
      let (value, attributes) = try #require(Self.cookie(answer))
      #expect(attributes == ["path=/", "httponly", "samesite=lax"] && value.hasPrefix("envoi="))
      for link in answer.body.matches(of: /(?:href|src|action)="(\/[^"]*)"/) { #expect(link.1.hasPrefix("/mail/"), "\(link.1)") }
      #expect(try await door.ask("GET", "/mail/admin/queue").location == "/mail/admin/login?next=%2Fadmin%2Fqueue")
    }
  }

  @Test("an empty cookie is none: its form's token could be guessed")
  func empty() async throws {
    try await Door.open { door in
      let answer = try await door.ask("GET", "/admin/login", ["Cookie: __Host-envoi="])
      #expect(Self.cookie(answer).map { $0.value.count > 40 } == true, "\(answer.head)")
    }
  }
}
