import MessageFormat
import Postgres
import Support
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("Pages of users")
struct UserPagesTests {
  private func invitations(_ door: Door) async throws -> [String] {
    try await door.database.withConnection { connection in
      try await connection.rows("SELECT recipient::text FROM envoi.queue ORDER BY id", as: String.self)
    }
  }

  @Test("a user is added and invited, changed, invited again and removed")
  func life() async throws {
    try await Door.open { door in
      var ann = try await Browser.of(door, [(nil, .operator)])
      let site = try await Browser.site(door)
      try await ann.open("/admin/users/add")
      try await ann.submit(
        "/admin/users/add", [("address", "Zoë@example.net"), ("name", "Zoë"), ("language", "fr"), ("role.\(site.id)", "editor")])
      #expect(ann.page.contains("an invitation is on its way") && ann.page.contains("Editor (example.org)") && ann.page.contains("invited"))
      let zoe = try #require(try await door.users.find(address: "zoë@example.net"))
      #expect(zoe.name == "Zoë" && zoe.language == .fr && zoe.role(on: site.id) == .editor && zoe.role(on: nil) == nil)
      #expect(try await invitations(door) == ["\(zoe.address)"])

      let page = "/admin/users/\(zoe.id)"
      try await ann.open(page)
      #expect(ann.page.contains("value=\"Zoë\"") && ann.page.contains("<option value=\"editor\" selected>"))
      try await ann.submit(page, [("name", ""), ("language", "es"), ("role.\(site.id)", "viewer"), ("enabled", "")])
      let changed = try #require(try await door.users.find(zoe.id))
      #expect(changed.name == nil && changed.language == .es && changed.role(on: site.id) == .viewer && !changed.isEnabled)
      try await ann.open(page)
      try await ann.submit(page, [("language", "es"), ("role.all", "operator"), ("enabled", "on")])
      #expect(try await door.users.find(zoe.id)?.role(on: nil) == .operator)
      try await ann.open(page)
      try await ann.submit("\(page)/invite", [])
      #expect(try await invitations(door).count == 2)
      try await ann.open("\(page)/remove")
      try await ann.submit("\(page)/remove", [])
      #expect(try await door.users.find(zoe.id) == nil && ann.page.contains("The user is removed."))
      let lines = try await door.audited()
      try #require(lines.map(\.action) == ["user.remove", "user.invite", "user.set", "user.set", "user.add"])
      #expect(lines[4].detail["role"] == "editor (example.org)" && lines[3].detail["role"] == "viewer (example.org)")
      #expect(lines[3].detail["enabled"] == "" && lines[2].detail["enabled"] == "on")
    }
  }

  @Test("the last operator of the installation stays, with the role, and is told why")
  func last() async throws {
    try await Door.open { door in
      var ann = try await Browser.of(door, [(nil, .operator)])
      let (id, site) = (try #require(try await door.users.find(address: "ann@example.org")).id, try await Browser.site(door))
      for (path, fields) in [
        ("/admin/users/\(id)", [("role.all", "viewer"), ("enabled", "on")]), ("/admin/users/\(id)", [("role.all", "operator")]),
        ("/admin/users/\(id)", [("role.\(site.id)", "operator"), ("enabled", "on")]), ("/admin/users/\(id)/remove", []),
      ] {
        try await ann.open(path)
        #expect(try await ann.submit(path, fields).status == 422, "\(path) \(fields)")
        #expect(ann.page.contains("is the last operator of the installation"), "\(path) \(fields)")
      }
      #expect(try await door.users.find(id)?.role(on: nil) == .operator)
      #expect(try await door.audited().isEmpty)
    }
  }

  @Test("what is wrong comes back with all that was typed")
  func wrong() async throws {
    try await Door.open { door in
      var ann = try await Browser.of(door, [(nil, .operator)])
      try await ann.open("/admin/users/add")
      for (fields, rule) in [
        ([("address", "nobody"), ("role.all", "viewer")], "href=\"#address\""), ([("address", "a@b.cc")], "must be given for one site"),
        ([("address", "ann@example.org"), ("role.all", "viewer")], "is a user&#39;s already"),
      ] {
        #expect(try await ann.submit("/admin/users/add", fields + [("name", "<i>"), ("language", "es")]).status == 422, "\(rule)")
        #expect(ann.page.contains(rule) && ann.page.contains("value=\"&lt;i&gt;\""), "\(rule): \(ann.page)")
        #expect(ann.page.contains("<option value=\"es\" selected>"))
      }
    }
  }

  @Test("who cannot be mailed is added all the same, and the page says what to do")
  func noMail() async throws {
    try await Door.open { door in
      _ = try await Sites(door.database).set("example.org", settings: SiteSettings(isEnabled: false))
      var ann = try await Browser.of(door, [(nil, .operator)])
      try await ann.open("/admin/users/add")
      #expect(try await ann.submit("/admin/users/add", [("address", "zoe@example.net"), ("role.all", "viewer")]).status == 422)
      #expect(ann.page.contains("envoi user link prints a link"))
      #expect(try await door.users.find(address: "zoe@example.net") != nil)
    }
  }

  @Test("who lost the device with the one-time codes is let in without")
  func secondFactor() async throws {
    try await Door.open { door in
      var ann = try await Browser.of(door, [(nil, .operator)])
      let user = try #require(try await door.users.find(address: "ann@example.org"))
      try await door.database.withConnection { connection in
        _ = try await connection.execute("UPDATE envoi.user SET second_factor = 'x', second_factor_step = 0")
      }
      try await ann.open("/admin/users/\(user.id)")
      try await ann.submit("/admin/users/\(user.id)/factor", [])
      #expect(try await door.users.find(user.id)?.hasSecondFactor == false)
    }
  }
}
