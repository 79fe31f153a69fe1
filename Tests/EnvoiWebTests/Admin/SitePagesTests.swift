import Postgres
import Support
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("Pages of sites")
struct SitePagesTests {
  @Test("a site is added, changed and removed, and each is audited with what was changed")
  func life() async throws {
    try await Door.open { door in
      var ann = try await Browser.of(door, [(nil, .operator)])
      #expect(try await ann.open("/admin/sites").status == 200)
      #expect(ann.page.contains("example.org") && ann.page.contains("vonage"))
      try await ann.submit("/admin/sites", [("domain", "shop.example"), ("from", "Shop <shop@shop.example>")])
      #expect(ann.page.contains("Its mail goes into a sandbox") && ann.page.contains("shop@shop.example"))
      let settings = [
        ("from", "Boutique <shop@shop.example>"), ("return_path", "back@shop.example"), ("language", "fr"), ("timezone", "Europe/Paris"),
        ("on_doubt", "hold"), ("keep", "30d"), ("attachment_limit", "2.5"), ("country", "fr"), ("sms_parts", "3"), ("transliterate", "on"),
        ("contact", "on"),
      ]
      try await ann.submit("/admin/sites/shop.example", settings)
      #expect(ann.page.contains("Saved.") && ann.page.contains("Sending is off for this site"))
      let site = try await Browser.site(door, "shop.example")
      #expect("\(site.sender)" == "Boutique <shop@shop.example>" && "\(site.returnPath)" == "back@shop.example" && site.language == "fr")
      #expect(site.timeZone == "Europe/Paris" && site.onDoubt == .hold && site.keep == 30 * 86400 && site.attachmentLimit == 5 << 19)
      #expect(site.country == "FR" && site.smsParts == 3 && site.transliterates && site.hasContactForm && !site.isEnabled)

      try await ann.open("/admin/sites/shop.example/remove")
      #expect(try await ann.submit("/admin/sites/shop.example/remove", [("domain", "shop.exampel")]).status == 422)
      try await ann.submit("/admin/sites/shop.example/remove", [("domain", "shop.example")])
      #expect(ann.page.contains("The site is removed.") && !ann.page.contains("/admin/sites/shop.example"))
      let lines = try await door.audited()
      try #require(lines.map(\.action) == ["site.remove", "site.set", "site.add"])
      #expect(lines.allSatisfy { $0.actor == "ann@example.org (admin)" && $0.client == "127.0.0.1" && $0.subject == "shop.example" })
      #expect(lines[1].detail["keep"] == "30d" && lines[1].detail["sending"] == "" && lines[1].detail["transliterate"] == "on")
    }
  }

  @Test("what is wrong comes back with all that was typed, the field and the rule; nothing is changed")
  func wrong() async throws {
    try await Door.open { door in
      var ann = try await Browser.of(door, [(nil, .operator)])
      try await ann.open("/admin/sites")
      let evil = "<script>alert(1)</script>"
      #expect(try await ann.submit("/admin/sites", [("domain", evil), ("from", "a@b.cc")]).status == 422)
      #expect(ann.page.contains("value=\"&lt;script&gt;") && !ann.page.contains(evil))
      #expect(ann.page.contains("<a href=\"#domain\">Domain</a>: <span lang=\"en\">must be a host name like example.org"))
      let before = try await Browser.site(door)
      try await ann.open("/admin/sites/example.org")
      for (name, value, rule) in [
        ("from", "nobody", "Sender"), ("keep", "90", "must be a number and a unit"), ("sms_parts", "300", "must be between 1 and 255"),
        ("sms_parts", "x", "must be a whole number"), ("timezone", "Mars/Olympus", "must be an IANA name"),
        ("attachment_limit", "1e99", "must be a number"), ("country", "XX", "ISO 3166"),
      ] {
        var form = SiteForm.values(of: before)
        form[name] = value
        #expect(try await ann.submit("/admin/sites/example.org", form.map { ($0.key, $0.value) }).status == 422, "\(name)")
        #expect(ann.page.contains(rule) && ann.page.contains("value=\"\(value)\""), "\(name): \(rule)")
      }
      #expect(try await Browser.site(door) == before)
      #expect(try await door.audited().isEmpty)
    }
  }

  @Test("the form as it stands changes nothing")
  func unchanged() async throws {
    try await Door.open { door in
      var ann = try await Browser.of(door, [(nil, .operator)])
      let before = try await Sites(door.database).set("example.org", settings: SiteSettings(attachmentLimit: 1_000_000))
      try await ann.open("/admin/sites/example.org")
      try await ann.submit("/admin/sites/example.org", SiteForm.values(of: before).map { ($0.key, $0.value) })
      #expect(try await Browser.site(door) == before)
    }
  }

  @Test("rows that wait keep their site, unless that is wanted")
  func rowsWait() async throws {
    try await Door.open { door in
      _ = try await door.insertSent()
      try await door.database.withConnection { connection in
        _ = try await connection.execute("UPDATE envoi.queue SET status = 'pending'")
      }
      var ann = try await Browser.of(door, [(nil, .operator)])
      try await ann.open("/admin/sites/example.org/remove")
      #expect(try await ann.submit("/admin/sites/example.org/remove", [("domain", "example.org")]).status == 422)
      #expect(ann.page.contains("say “Even though messages wait”"))
      try await ann.submit("/admin/sites/example.org/remove", [("domain", "example.org"), ("force", "on")])
      #expect(ann.page.contains("The site is removed."))
    }
  }

  @Test("a site that is broken is said to who may mend it, and to nobody else")
  func broken() async throws {
    try await Door.open { door in
      let other = try await Sites(door.database).add("other.example", settings: SiteSettings(sender: "a@other.example"), sandbox: "/tmp")
      let site = try await Browser.site(door)
      try await door.database.withConnection { connection in
        _ = try await connection.execute("UPDATE envoi.site SET sender = 'two words@example.com' WHERE id = \(other.id)")
      }
      var (ann, bob) = (
        try await Browser.of(door, [(nil, .operator)]), try await Browser.of(door, [(site.id, .operator)], as: "bob@example.org")
      )
      try await ann.open("/admin/sites")
      try await bob.open("/admin/sites")
      #expect(ann.page.contains("site other.example") && !bob.page.contains("other.example") && bob.page.contains("example.org"))
    }
  }

  @Test("a key is shown once, opens something, and is revoked; its hash and itself are on no page and in no log")
  func keys() async throws {
    try await Door.open { door in
      var ann = try await Browser.of(door, [(try await Browser.site(door).id, .operator)])
      try await ann.open("/admin/sites/example.org")
      #expect(try await ann.submit("/admin/sites/example.org/keys", [("name", "shop"), ("rate", "5")]).status == 422)
      #expect(ann.page.contains("must have at least one of") && ann.page.contains("value=\"shop\"") && ann.page.contains("value=\"5\""))
      let made = try await ann.submit("/admin/sites/example.org/keys", [("name", "shop"), ("scopes", "send"), ("scopes", "read")])
      #expect(made.status == 200 && made.head.lowercased().contains("cache-control: no-store"))
      let token = try #require(made.body.firstMatch(of: /<code class="secret">(envoi_[^<]*)</)).1
      let key = try #require(try await KeyRing(door.database, log: door.log.logger).find(token: String(token)))
      #expect(key.name == "shop" && key.scopes == [.send, .read] && key.createdBy == "ann@example.org (admin)")
      try await ann.open("/admin/sites/example.org")
      #expect(ann.page.contains("\(key.hint)…") && !ann.page.contains(token))
      try await ann.submit("/admin/sites/example.org/keys/\(key.id)/revoke", [])
      #expect(ann.page.contains("revoked") && !ann.page.contains("/keys/\(key.id)/revoke"))
      #expect(try await KeyRing(door.database, log: door.log.logger).find(token: String(token)) == nil)
      #expect(try await door.audited().map(\.action) == ["key.revoke", "key.add"])
      #expect(!door.log.lines.contains { $0.contains(token) })
    }
  }

  @Test("keys of another site are not revoked from here")
  func otherKeys() async throws {
    try await Door.open { door in
      let other = try await Sites(door.database).add("other.example", settings: SiteSettings(sender: "a@other.example"), sandbox: "/tmp")
      let (key, _) = try await Keys(door.database).add(site: other, name: "theirs", scopes: [.send], by: Actor(name: "x"))
      var ann = try await Browser.of(door, [(try await Browser.site(door).id, .operator)])
      try await ann.open("/admin/sites/example.org")
      for id in ["\(key.id)", "99", "99999999999", "x"] {
        #expect(try await ann.submit("/admin/sites/example.org/keys/\(id)/revoke", [], token: ann.token).status == 404, "\(id)")
        try await ann.open("/admin/sites/example.org")
      }
      #expect(try await Keys(door.database).find(id: key.id)?.revokedAt == nil)
    }
  }
}
