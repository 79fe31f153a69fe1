import Foundation
import Hummingbird
import Postgres
import Support
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("Who gets into the admin")
struct AdminAccessTests {
  /// What one must be.
  private enum Need: Equatable {
    /// A form of `nothing` is still one of our pages'.
    case world, nothing, login
    /// On the site of the path or of the form, or on any.
    case site(Role), some(Role)
    case installation

    var isOpen: Bool { [.world, .nothing].contains(self) }
  }

  /// Every page, with what it takes. The server must have these and no others.
  private static let needs: [String: Need] = {
    let (site, row) = ("/admin/sites/{domain}", "/admin/queue/{id}")
    let (transport, webhook, user) = ("\(site)/transports/{name}", "\(site)/webhooks/{name}", "/admin/users/{id}")
    return [
      "GET /admin": .login, "GET /admin/login": .nothing, "POST /admin/login": .nothing, "POST /admin/logout": .nothing,
      "GET /admin/password": .nothing, "POST /admin/password": .nothing, "GET /admin/welcome/{token}": .nothing,
      "POST /admin/welcome/{token}": .nothing, "GET /admin/profile": .login, "POST /admin/profile": .login,
      "POST /admin/profile/password": .login, "POST /admin/profile/factor": .login,
      "GET /contact/{domain}": .world, "GET /contact/{domain}/thanks": .world, "POST /contact/{domain}": .world,

      "GET /admin/queue": .login, "GET /admin/queue/live": .login, "POST /admin/queue/confirm": .some(.editor),
      "POST /admin/queue/apply": .some(.editor), "POST /admin/queue/undo/{id}": .login, "POST /admin/queue/send": .site(.editor),
      "GET \(row)": .site(.viewer), "GET \(row)/html": .site(.viewer), "GET \(row)/source": .site(.viewer),

      "GET /admin/compose": .some(.editor), "POST /admin/compose": .some(.editor), "POST /admin/compose/html": .some(.editor),

      "GET /admin/sites": .login, "POST /admin/sites": .installation, "GET \(site)": .site(.viewer), "POST \(site)": .site(.operator),
      "GET \(site)/remove": .installation, "POST \(site)/remove": .installation, "POST \(site)/keys": .site(.operator),
      "POST \(site)/keys/{id}/revoke": .site(.operator), "GET \(site)/add-transport": .site(.operator),
      "POST \(site)/add-transport": .site(.operator), "GET \(transport)": .site(.operator), "POST \(transport)": .site(.operator),
      "POST \(transport)/sending": .site(.operator), "GET \(transport)/remove": .site(.operator),
      "POST \(transport)/remove": .site(.operator), "GET \(transport)/test": .site(.operator), "POST \(transport)/test": .site(.operator),
      "GET \(site)/add-webhook": .site(.operator), "POST \(site)/add-webhook": .site(.operator), "GET \(webhook)": .site(.operator),
      "POST \(webhook)": .site(.operator), "POST \(webhook)/sending": .site(.operator), "POST \(webhook)/secret": .site(.operator),
      "GET \(webhook)/remove": .site(.operator), "POST \(webhook)/remove": .site(.operator), "GET \(webhook)/test": .site(.operator),
      "POST \(webhook)/test": .site(.operator),

      "GET /admin/users": .installation, "GET /admin/users/add": .installation, "POST /admin/users/add": .installation,
      "GET \(user)": .installation, "POST \(user)": .installation, "POST \(user)/invite": .installation,
      "POST \(user)/factor": .installation, "GET \(user)/remove": .installation, "POST \(user)/remove": .installation,
      "GET /admin/audit": .some(.operator),
    ]
  }()

  /// With what there is in the database in place of what stands in braces.
  private static func requests(_ row: Int) -> [(method: String, path: String, need: Need)] {
    needs.map { route, need in
      let parts = route.split(separator: " ")
      let id = parts[1].hasPrefix("/admin/queue") ? row : 1
      let name = parts[1].contains("/webhooks/") ? "hook" : "vonage"
      let path = parts[1].replacing("{domain}", with: "example.org").replacing("{name}", with: name).replacing("{id}", with: "\(id)")
      return (String(parts[0]), String(path.replacing("{token}", with: "none")), need)
    }
  }

  /// What a user hears; nil where they get in.
  private static func refusal(_ user: User, _ need: Need, _ site: Int32) -> Int? {
    switch need {
    case .world, .nothing, .login: nil
    case .site(let role): user.role(on: site).map { $0 >= role ? nil : 403 } ?? .some(404)
    case .some(let role): user.sites(for: role) == [] ? 403 : nil
    case .installation: user.role(on: nil) == .operator ? nil : 403
    }
  }

  /// All that forms could change.
  private func state(_ door: Door) async throws -> String {
    let transports = try await SiteTransports(door.database, secretKey: nil).all(of: nil).map { "\($0.name) \($0.isEnabled)" }
    let users = try await door.users.list().map { "\($0.id) \($0.name ?? "") \($0.language) \($0.grants)" }
    let keys = try await Keys(door.database).list().map { "\($0.id) \($0.revokedAt == nil)" }
    let rows = try await door.database.withConnection { connection in
      try await connection.rows("SELECT q::text FROM envoi.queue q ORDER BY id", as: String.self)
    }
    let lines = try await door.audited().map { "\($0.id) \($0.action) \($0.subject ?? "")" }
    return "\(try await Sites(door.database).all()) \(transports) \(users) \(keys) \(rows) \(lines)"
  }

  /// The site's row, key, webhook and operator, and another site.
  private func seed(_ door: Door) async throws -> (ann: Browser, row: Int, site: Site, other: Site) {
    let ann = try await Browser.of(door, [(nil, .operator)])
    let site = try await Browser.site(door)
    let settings = WebhookSettings(url: "https://hooks.test/x")
    _ = try await Webhooks(door.database, secretKey: SecretKey(Door.secretKey)).add("hook", to: site, settings: settings)
    let (_, token) = try await door.key()
    let answer = try await door.post(
      "/v1/messages", #"{"to": "bob@example.net", "subject": "Hi", "html": "<p>Hi</p>", "text": "Hi"}"#, token)
    let row = try #require((answer["rows"] as? [Int])?.first, "\(answer)")
    let other = try await Sites(door.database).add("other.example", settings: SiteSettings(sender: "a@other.example"), sandbox: "/tmp")
    return (ann, row, site, other)
  }

  /// Of the pages of a session.
  private static func formToken(_ session: String) -> String {
    Visitor(token: session, isNew: false, user: nil, language: .en, hasLanguage: true, client: "").formToken
  }

  private func post(
    _ door: Door, _ path: String, _ fields: [(String, String)], _ session: String?, _ headers: [String] = []
  ) async throws -> Answer {
    let headers = headers + (session.map { ["Cookie: __Host-envoi=\($0)"] } ?? [])
    guard path.hasPrefix("/admin/compose") else {
      return try await door.ask(
        "POST", path, headers + ["Content-Type: application/x-www-form-urlencoded"], body: Fields(fields).urlEncoded)
    }
    let parts = fields.map { "--XX\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n" }
    return try await door.ask(
      "POST", path, headers + ["Content-Type: multipart/form-data; boundary=XX"], body: parts.joined() + "--XX--\r\n")
  }

  @Test("no page is there of which it is not said here who may see it")
  func complete() async throws {
    var routes: Set<String> = []
    try await Door.open(configure: { server in
      let paths = (try? server.router().routes.map { "\($0.method) \($0.path)" }) ?? []
      routes = Set(paths.filter { $0.contains(" /admin") || $0.contains(" /contact") })
    }) { _ in }
    #expect(routes == Set(Self.needs.keys))
  }

  @Test("without a session a page leads to the login and a form is refused, and so is a form of another's page")
  func strangers() async throws {
    try await Door.open { door in
      let (ann, row, _, _) = try await seed(door)
      let before = try await state(door)
      let own = try #require(ann.cookie)
      let foreign = AccessToken().text
      for (method, path, need) in Self.requests(row) where !need.isOpen || method == "POST" {
        // Of nobody, of who made one up, and of Ann under the name that it has without TLS.
        for cookie in [nil, "__Host-envoi=", "__Host-envoi=\(foreign)", "envoi=\(own)"] where method == "GET" {
          let answer = try await door.ask("GET", path, cookie.map { ["Cookie: \($0)"] } ?? [])
          #expect(answer.status == 303 && answer.location?.hasPrefix("/admin/login?next=%2Fadmin") == true, "\(path): \(answer.head)")
          expectGuarded(answer, path)
        }
        for (session, token) in [(nil, ""), (foreign, ""), (own, ""), (own, foreign)] where method == "POST" && need != .world {
          let answer = try await post(door, path, [("token", Self.formToken(token))], session)
          #expect(answer.status == 403, "\(path): \(answer)")
          expectGuarded(answer, path)
        }
      }
      let after = try await state(door)
      #expect(after == before, "\(after)\n\(before)")
    }
  }

  @Test("a form with the right token is refused where the browser says that another site sends it, or it is no form")
  func elsewhere() async throws {
    try await Door.open { door in
      let (ann, row, _, _) = try await seed(door)
      let cookie = try #require(ann.cookie)
      let before = try await state(door)
      let form = [("token", Self.formToken(cookie)), ("action", "cancel"), ("scope", "filter"), ("name", "Eve"), ("role.all", "viewer")]
      for (method, path, need) in Self.requests(row) where method == "POST" && need != .world {
        for site in ["cross-site", "same-site"] {
          #expect(try await post(door, path, form, cookie, ["Sec-Fetch-Site: \(site)"]).status == 403, "\(path) \(site)")
        }
        let plain = ["Cookie: __Host-envoi=\(cookie)", "Content-Type: text/plain"]
        #expect(try await door.ask("POST", path, plain, body: Fields(form).urlEncoded).status == 415, "\(path)")
      }
      let after = try await state(door)
      #expect(after == before, "\(after)\n\(before)")
    }
  }

  @Test("every role gets in where it may and nowhere else; what is another site's is not found")
  func roles() async throws {
    try await Door.open { door in
      let (_, row, site, other) = try await seed(door)
      let before = try await state(door)
      let grants: [[(site: Int32?, role: Role)]] = [
        [(site.id, .viewer)], [(site.id, .editor)], [(site.id, .operator)], [(nil, .viewer)], [(nil, .editor)], [(other.id, .operator)],
      ]
      for (number, grants) in grants.enumerated() {
        let address = "user\(number)@example.org"
        var browser = try await Browser.of(door, grants, as: address)
        let user = try #require(try await door.users.find(address: address))
        for (method, path, need) in Self.requests(row) where path != "/admin/queue/live" {
          guard !need.isOpen else { continue }
          let refusal = Self.refusal(user, need, site.id)
          if method == "GET" {
            let answer = try await browser.open(path)
            #expect(answer.status == refusal ?? 200, "\(path) by \(grants): \(answer)")
            expectGuarded(answer, path)
          } else if let refusal {
            let fields = [("action", "cancel"), ("scope", "filter"), ("site", "example.org")]
            let token = Self.formToken(try #require(browser.cookie))
            let answer = try await post(door, path, [("token", token)] + fields, browser.cookie)
            #expect(answer.status == refusal, "POST \(path) by \(grants): \(answer)")
          }
        }
        try await door.users.remove(user.id)
      }
      let after = try await state(door)
      #expect(after == before, "\(after)\n\(before)")
    }
  }

  @Test("rows of another site are not found, not counted, not changed and not restored")
  func otherRows() async throws {
    try await Door.open { door in
      var (ann, row, _, other) = try await seed(door)
      var eve = try await Browser.of(door, [(other.id, .operator)], as: "eve@example.org")
      try await eve.open("/admin/queue?message=1")
      #expect(!eve.page.contains("bob@example.net"))
      #expect(try await eve.open("/admin/queue?site=example.org").status == 200)
      #expect(!eve.page.contains("bob@example.net") && eve.page.contains("role=\"alert\""))
      for choice in [[("id", "\(row)")], [("scope", "filter")], [("scope", "filter"), ("query", "message=1")]] {
        try await eve.open("/admin/queue")
        try await eve.submit("/admin/queue/confirm", [("action", "cancel")] + choice)
        #expect(eve.page.contains("There is nothing of that kind any more."))
        try await eve.open("/admin/queue")
        try await eve.submit("/admin/queue/apply", [("action", "cancel")] + choice)
        #expect(try await door.count("status = 'pending'") == 1)
      }
      try await ann.open("/admin/queue")
      try await ann.submit("/admin/queue/apply", [("action", "cancel"), ("id", "\(row)")])
      let operation = try #require(ann.page.firstMatch(of: /queue\/undo\/([0-9]+)/)?.1)
      #expect(try await door.count("reason = 'cancelled'") == 1)
      try await eve.open("/admin/queue")
      try await eve.submit("/admin/queue/undo/\(operation)", [])
      #expect(eve.page.contains("It was too late to take that back."))
      #expect(try await door.count("reason = 'cancelled'") == 1)
    }
  }

  @Test("ids and names that cannot be are not found")
  func garbage() async throws {
    try await Door.open { door in
      var (ann, _, _, _) = try await seed(door)
      let ids = ["0", "-1", "1.5", "abc", "4294967297", "99999999999999999999", "%00", "%2e%2e", "1%27", "%ff", "1/nothing"]
      for path in ids.flatMap({
        [
          "/admin/queue/\($0)", "/admin/queue/\($0)/html", "/admin/users/\($0)", "/admin/sites/\($0)",
          "/admin/sites/example.org/transports/\($0)", "/admin/\($0)",
        ]
      }) {
        #expect(try await ann.open(path).status == 404, "\(path)")
      }
      try await ann.open("/admin/queue")
      let token = ann.token
      for path in ids.flatMap({ ["/admin/sites/example.org/keys/\($0)/revoke", "/admin/users/\($0)/remove"] }) {
        #expect(try await ann.submit(path, [], token: token).status == 404, "\(path)")
      }
      for query in [
        "before=abc", "before=-1", "message=abc", "status=abc", "since=abc", "site=abc", "n=abc&notice=done_undo", "recipient=%00", "%ff",
      ] {
        #expect(try await [200, 422].contains(ann.open("/admin/queue?\(query)").status), "\(query)")
      }
    }
  }

  private func expectGuarded(_ answer: Answer, _ path: String) {
    let head = answer.head.lowercased()
    for header in [
      "content-security-policy: ", "x-content-type-options: nosniff", "cache-control: no-store", "referrer-policy: same-origin",
      "cross-origin-opener-policy: same-origin",
    ] { #expect(head.contains("\r\n\(header)"), "\(path): \(answer.head)") }
    #expect(!head.contains("unsafe-eval") && (!head.contains("unsafe-inline") || path.hasSuffix("/html")), "\(path): \(answer.head)")
  }
}
