import Support
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("The page of the audit")
struct AuditPagesTests {
  @Test("the newest come first, fifty a page, and what users wrote is escaped")
  func pages() async throws {
    try await Door.open { door in
      let audit = Audit(door.database)
      for number in 1...60 {
        try await audit.record(
          "site.set", subject: "<b>\(number)</b>", site: nil, detail: ["keep": "\(number)d", "from": ""], by: Actor(name: "x"))
      }
      var ann = try await Browser.of(door, [(nil, .operator)])
      try await ann.open("/admin/audit")
      #expect(ann.page.contains("&lt;b&gt;60&lt;/b&gt;") && ann.page.contains("&lt;b&gt;11&lt;/b&gt;") && !ann.page.contains("&gt;10&lt;"))
      #expect(
        ann.page.contains("Site changed") && ann.page.contains("Finished messages are kept for: 60d") && ann.page.contains("Sender: –"))
      let older = try #require(ann.page.firstMatch(of: /href="(\/admin\/audit\?before=\d+)"/)).1
      try await ann.open(String(older))
      #expect(ann.page.contains("&lt;b&gt;10&lt;/b&gt;") && ann.page.contains("&lt;b&gt;1&lt;/b&gt;") && !ann.page.contains("?before="))
    }
  }

  @Test("an operator of a site sees its lines alone, also with the ids of others; who is none sees nothing")
  func bySite() async throws {
    try await Door.open { door in
      let site = try await Browser.site(door)
      let other = try await Sites(door.database).add("other.example", settings: SiteSettings(sender: "a@other.example"), sandbox: "/tmp")
      for (subject, id) in [("own line", site.id), ("foreign line", other.id), ("general line", nil)] as [(String, Int32?)] {
        try await Audit(door.database).record("site.set", subject: subject, site: id, detail: nil, by: Actor(name: "x"))
      }
      var bob = try await Browser.of(door, [(site.id, .operator), (other.id, .editor)], as: "bob@example.org")
      for path in ["/admin/audit", "/admin/audit?site=example.org", "/admin/audit?site="] {
        try await bob.open(path)
        #expect(bob.page.contains("own line") && !bob.page.contains("foreign line") && !bob.page.contains("general line"), "\(path)")
      }
      #expect(try await bob.open("/admin/audit?site=other.example").status == 404)
      #expect(try await bob.open("/admin/audit?before=x").status == 422)
      var cleo = try await Browser.of(door, [(nil, .editor)], as: "cleo@example.org")
      #expect(try await cleo.open("/admin/audit").status == 403)
      var ann = try await Browser.of(door, [(nil, .operator)])
      try await ann.open("/admin/audit")
      #expect(["own line", "foreign line", "general line"].allSatisfy(ann.page.contains))
      try await ann.open("/admin/audit?site=other.example")
      #expect(ann.page.contains("foreign line") && !ann.page.contains("own line") && !ann.page.contains("general line"))
    }
  }
}
