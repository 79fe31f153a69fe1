import MessageFormat
import Postgres
import Testing

@testable import Envoi

@Suite("Users", .staged)
struct UserTests {
  @Test("a user is who was added, with the highest role of each site")
  func added() async throws {
    let stage = try Stage.current
    let other = try await stage.addSite("example.com")
    let user = try await stage.addUser(
      "Ann@Example.org", name: "Ann", language: .fr, grants: [(nil, .viewer), (stage.site.id, .editor), (other.id, .viewer)])
    #expect(user.address.description == "Ann@example.org" && user.name == "Ann" && user.language == .fr)
    #expect(!user.hasPassword && !user.hasSecondFactor && user.isEnabled && user.lastLoginAt == nil)
    #expect(user.grants.map(\.domain) == [nil, "example.org", "example.com"])
    #expect(user.role(on: stage.site.id) == .editor && user.role(on: other.id) == .viewer && user.role(on: nil) == .viewer)
    #expect(user.sites == nil)
    let users = try stage.users()
    #expect(try await users.find(user.id) == user)
    #expect(try await users.find(address: "ANN@EXAMPLE.ORG") == user)
    #expect(try await users.find(address: "bob@example.org") == nil)
    let bob = try await stage.addUser("bob@example.org", grants: [(other.id, .operator)])
    #expect(bob.role(on: other.id) == .operator && bob.role(on: stage.site.id) == nil && bob.role(on: nil) == nil)
    #expect(bob.sites == [other.id])
    #expect(try await users.list() == [user, bob])
  }

  @Test("an address is one user's, whatever its case, and what cannot be is refused")
  func refused() async throws {
    let stage = try Stage.current
    try await stage.addUser()
    for (address, name, grants) in [
      ("ANN@example.org", nil, [(nil, .viewer)]), ("bob@example.org", "Bob\nBcc: eve@example.org", [(nil, .viewer)]),
      ("bob@example.org", nil, [(999, .viewer)]), ("bob@example.org", nil, [(nil, .viewer), (nil, .editor)]),
    ] as [(String, String?, [(Int32?, Role)])] {
      await #expect(throws: InvalidInput.self) {
        try await stage.addUser(address, name: name, grants: grants.map { (site: $0.0, role: $0.1) })
      }
    }
    #expect(try await stage.users().list().count == 1)
  }

  @Test("what is given is changed, and the rest stays")
  func changed() async throws {
    let stage = try Stage.current
    let users = try stage.users()
    try await stage.addUser("root@example.org")
    let user = try await stage.addUser(name: "Ann", grants: [(nil, .editor)])
    let spanish = try await users.set(user.id, language: .es)
    #expect(spanish.language == .es && spanish.name == "Ann" && spanish.grants == user.grants)
    #expect(try await users.set(user.id, name: "").name == nil)
    #expect(try await users.set(user.id, grants: []).grants == [])
    #expect(try await users.set(user.id, grants: [(stage.site.id, .operator)]).role(on: stage.site.id) == .operator)
    await #expect(throws: InvalidInput.self) { try await users.set(999, name: "Nobody") }
  }

  @Test("a change holds at the next request of a session")
  func atOnce() async throws {
    let stage = try Stage.current
    let users = try stage.users()
    try await stage.addUser("root@example.org")
    let user = try await stage.addUserWithPassword()
    let token = try #require(try await stage.logIn().token)
    _ = try await users.set(user.id, grants: [(stage.site.id, .viewer)])
    #expect(try await stage.sessions().user(token: token)?.role(on: nil) == .none)
    let link = try await stage.token(for: user)
    _ = try await users.set(user.id, isEnabled: false)
    _ = try await users.set(user.id, isEnabled: true)
    #expect(try await stage.sessions().user(token: token) == nil)
    #expect(try await users.owner(ofLink: link) == nil)
    try await users.remove(user.id)
    #expect(try await stage.logIn().verdict == "refused")
  }

  @Test("the last operator of the installation who is enabled stays, also where two are changed at once")
  func lastOperator() async throws {
    let stage = try Stage.current
    let users = try stage.users()
    let (ann, bob) = (try await stage.addUser(), try await stage.addUser("bob@example.org"))
    try await stage.addUser("cleo@example.org", grants: [(stage.site.id, .operator)])
    for change in [
      { id in _ = try await users.set(id, isEnabled: false) }, { id in _ = try await users.set(id, grants: [(nil, .editor)]) },
    ] as [@Sendable (Int32) async throws -> Void] {
      let refused = await withTaskGroup(of: Bool.self) { group in
        for user in [ann, bob] {
          group.addTask {
            do { try await change(user.id) } catch { return error is InvalidInput }
            return false
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(refused == 1)
      for user in [ann, bob] { _ = try await users.set(user.id, grants: [(nil, .operator)], isEnabled: true) }
    }
    try await users.remove(bob.id)
    await #expect(throws: InvalidInput.self) { try await users.remove(ann.id) }
    #expect(try await users.find(ann.id) == ann)
  }

  @Test("the audit has what was done, by whom and where, the newest first, and of a site only its own")
  func audit() async throws {
    let stage = try Stage.current
    let audit = Audit(stage.database)
    let ann = Actor(name: "ann@example.org (admin)", client: "2001:db8::1")
    try await audit.record("site.set", subject: "example.org", site: stage.site.id, detail: ["from": "A \"quoted\" é"], by: ann)
    try await audit.record("user.add", subject: "bob@example.org", site: nil, detail: nil, by: Actor(name: "root (envoi user add)"))
    try await audit.record("key.add", subject: "shop", site: 999, detail: [:], by: Actor(name: "x", client: "not an address"))
    let lines = try await audit.lines(sites: nil, limit: 10)
    #expect(lines.map(\.action) == ["key.add", "user.add", "site.set"])
    #expect(lines[2].site == "example.org" && lines[2].detail == ["from": "A \"quoted\" é"] && lines[2].client == "2001:db8::1")
    #expect(lines[2].actor == "ann@example.org (admin)" && lines[2].subject == "example.org")
    #expect(lines[1].client == nil && lines[1].site == nil && lines[1].detail == [:] && lines[0].client == nil && lines[0].siteID == 999)
    #expect(try await audit.lines(sites: [stage.site.id], limit: 10) == [lines[2]])
    #expect(try await audit.lines(sites: [], limit: 10) == [])
    #expect(try await audit.lines(sites: nil, before: lines[0].id, limit: 1) == [lines[1]])
  }
}
