import Foundation
import MessageFormat
import Postgres
import Support
import Testing

@testable import Envoi

@Suite("Links and the mails they come in", .staged)
struct LinkTests {
  /// The one mail in the site's Maildir, decoded, and its link's token.
  private func mail(_ stage: Stage) async throws -> (text: String, token: String?) {
    _ = try await stage.worker(secretKey: stage.secretKey()).run(.send)
    let mails = try stage.mails()
    try #require(mails.count == 1, "\(mails)")
    let text = mails[0].replacing("=\n", with: "").replacing("=3D", with: "=")
    return (text, text.firstMatch(of: /https:\/\/mail\.example\.org\/envoi\/admin\/welcome\/([A-Za-z0-9_\-]{43})/).map { String($0.1) })
  }

  @Test("a link sets a password once, ends all other links and sessions, and who looks at it does not use it up")
  func once() async throws {
    let stage = try Stage.current
    let users = try stage.users()
    let user = try await stage.addUserWithPassword()
    let session = try #require(try await stage.logIn().token)
    let (link, other) = (try await stage.token(for: user), try await stage.token(for: user))
    for _ in 0..<2 { #expect(try await users.owner(ofLink: link)?.id == user.id) }
    let new = try Password("another horse 43")
    let set = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 { group.addTask { try await users.setPassword(new, link: link) != nil } }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(set == 1)
    #expect(try await users.owner(ofLink: other) == nil)
    #expect(try await users.setPassword(new, link: other) == nil)
    #expect(try await stage.sessions().user(token: session) == nil)
    #expect(try await stage.logIn().verdict == "refused")
    #expect(try await stage.logIn("ann@example.org", "another horse 43").verdict == "welcome")
    for none in ["", "x", "é", String(repeating: "A", count: 43)] { #expect(try await users.setPassword(new, link: none) == nil) }
  }

  @Test("a link that is over, or of somebody who is disabled, is none")
  func over() async throws {
    let stage = try Stage.current
    let users = try stage.users()
    let user = try await stage.addUser("bob@example.org", grants: [(nil, .viewer)])
    let link = try await stage.token(for: user)
    let left = try await stage.value("SELECT extract(epoch FROM expires_at - now())::bigint FROM envoi.user_link", as: Int.self)
    #expect((259_190...259_200).contains(left))
    try await stage.execute("UPDATE envoi.user SET enabled = false")
    #expect(try await users.owner(ofLink: link) == nil)
    #expect(try await users.setPassword(Password(Stage.password), link: link) == nil)
    try await stage.execute("UPDATE envoi.user SET enabled = true")
    #expect(try await users.owner(ofLink: link) != nil)
    try await stage.execute("UPDATE envoi.user_link SET expires_at = now()")
    #expect(try await users.owner(ofLink: link) == nil)
    #expect(try await users.setPassword(Password(Stage.password), link: link) == nil)
  }

  @Test("the password must not be one's own address or name, and the link stays good then")
  func own() async throws {
    let stage = try Stage.current
    let user = try await stage.addUser("ann.of.the.hill@example.org", name: "Ann of the Hill")
    let link = try await stage.token(for: user)
    for own in ["Ann.of.the.Hill@example.org", "ANN.OF.THE.HILL", "ann of the hill"] {
      await #expect(throws: InvalidInput.self) { try await stage.users().setPassword(Password(own), link: link) }
    }
    #expect(try await stage.users().setPassword(Password(Stage.password), link: link) != nil)
  }

  @Test("who tried a password ten times is let in again once a link has set another, in a known browser too", arguments: [false, true])
  func untried(isKnown: Bool) async throws {
    let stage = try Stage.current
    let user = try await stage.addUserWithPassword()
    let device = isKnown ? try await stage.logIn().device : nil
    #expect((device != nil) == isKnown)
    for _ in 0..<10 { #expect(try await stage.logIn("ann@example.org", "another horse 42", device: device).verdict == "refused") }
    #expect(try await stage.logIn(device: device).verdict == "throttled")
    #expect(try await stage.users().setPassword(Password("another horse 43"), link: stage.token(for: user)) != nil)
    #expect(try await stage.logIn("ann@example.org", "another horse 43", device: device).verdict == "welcome")
    // A browser is known by the password it was logged in with: who has its cookie has no tries of their own any more.
    for _ in 0..<10 { #expect(try await stage.logIn("ann@example.org", "another horse 42").verdict == "refused") }
    #expect(try await stage.logIn("ann@example.org", "another horse 43", device: device).verdict == "throttled")
  }

  @Test("changing the password wants the old one, keeps the session it is done in and ends the others")
  func changed() async throws {
    let stage = try Stage.current
    let users = try stage.users()
    let user = try await stage.addUserWithPassword()
    let (here, there) = (try #require(try await stage.logIn().token), try #require(try await stage.logIn().token))
    let link = try await stage.token(for: user)
    let new = try Password("another horse 43")
    #expect(try await !users.changePassword(user, from: "wrong password", to: new, session: here))
    #expect(try await stage.sessions().user(token: there) != nil)
    #expect(try await users.changePassword(user, from: Stage.password, to: new, session: here))
    #expect(try await stage.sessions().user(token: here) != nil)
    #expect(try await stage.sessions().user(token: there) == nil)
    #expect(try await users.owner(ofLink: link) == nil)
    for _ in 0..<10 { _ = try? await users.changePassword(user, from: "wrong password", to: new) }
    await #expect(throws: InvalidInput.self) { try await users.changePassword(user, from: "another horse 43", to: new) }
  }

  @Test(
    "an invitation is a mail of the queue in the user's language, first of all and from their own site; its link works",
    arguments: Language.allCases)
  func invitation(_ language: Language) async throws {
    let stage = try Stage.current
    let second = try await stage.addSite("example.com")
    let user = try await stage.addUser(
      "zoë@example.net", name: "Zoë", language: language, grants: [(stage.site.id, .editor), (second.id, .viewer)])
    try await stage.users().invite(user)
    let (priority, site) = try #require(
      try await stage.database.withConnection { try await $0.row("SELECT priority, site_id FROM envoi.queue", as: (Int16, Int32).self) })
    #expect(priority == 0 && site == stage.site.id)
    let (text, token) = try await mail(stage)
    let words: (subject: String, greeting: String, lang: String) =
      switch language {
      case .en: ("Welcome to Envoi", "Hello Zo=C3=AB,", "<html lang=\"en\">")
      case .fr: ("Bienvenue dans Envoi", "Bonjour Zo=C3=AB,", "<html lang=\"fr\">")
      case .es: ("Bienvenida a Envoi", "Hola Zo=C3=AB,", "<html lang=\"es\">")
      }
    #expect(text.contains("Subject: \(words.subject)\n") && text.contains(words.greeting) && text.contains(words.lang), "\(text)")
    #expect(
      text.contains("Auto-Submitted: auto-generated\n") && text.contains("<p><a href=\"https://mail.example.org/envoi/admin/welcome/"))
    #expect(try await stage.users().setPassword(Password(Stage.password), link: #require(token))?.id == user.id)
  }

  @Test("a link is mailed by a site whose transports nobody with fewer rights can change, and by none where there is no such site")
  func trustedSite() async throws {
    let stage = try Stage.current
    let (users, other) = (try stage.users(), try await stage.addSite("example.com"))
    func site(of user: User) async throws -> Int32? {
      try await stage.execute("DELETE FROM envoi.queue")
      do { try await users.invite(user) } catch let error as InvalidInput {
        #expect(error.field == "site" && error.description.contains("envoi user link"), "\(error)")
        return nil
      }
      return try await stage.value("SELECT site_id FROM envoi.queue", as: Int32.self)
    }
    let all = try await stage.addUser()
    let ed = try await stage.addUser("ed@example.org", grants: [(stage.site.id, .editor), (other.id, .editor)])
    #expect(try await site(of: all) == stage.site.id)
    #expect(try await site(of: ed) == stage.site.id)
    // Who may change the transports of the first site, and has no rights elsewhere.
    let op = try await stage.addUser("op@example.org", grants: [(stage.site.id, .operator)])
    for user in [all, ed] { #expect(try await site(of: user) == other.id) }
    #expect(try await site(of: op) == stage.site.id)
    let (key, _) = try await Keys(stage.database).add(site: other, name: "shop", scopes: [.admin], by: Actor(name: "test"))
    for user in [all, ed] { #expect(try await site(of: user) == nil) }
    // It reads nothing that it could not do itself.
    let viewer = try await stage.addUser("viewer@example.org", grants: [(other.id, .viewer)])
    #expect(try await site(of: viewer) == other.id)
    for scope in [Scope.send, .read] {
      _ = try await Keys(stage.database).add(site: other, name: "some", scopes: [scope], by: Actor(name: "test"))
    }
    _ = try await Keys(stage.database).revoke(key.id, by: Actor(name: "test"))
    for user in [all, ed] { #expect(try await site(of: user) == other.id) }
    _ = try await users.set(op.id, grants: [(stage.site.id, .editor)])
    for user in [all, ed] { #expect(try await site(of: user) == stage.site.id) }
  }

  @Test("the link stands nowhere but in the mail", arguments: ["", "UPDATE envoi.queue SET status = 'pending'"])
  func hidden(_ requeue: String) async throws {
    let stage = try Stage.current
    let user = try await stage.addUser()
    try await stage.users().invite(user)
    if !requeue.isEmpty {
      _ = try await stage.worker(secretKey: stage.secretKey()).run(.send)
      for name in try FileManager.default.contentsOfDirectory(atPath: stage.folder.file("example.org/new").path) {
        try FileManager.default.removeItem(at: stage.folder.file("example.org/new/\(name)"))
      }
      try await stage.execute("\(unescaped: requeue)")
    }
    let token = try #require(try await mail(stage).token)
    let dump = try await Command.run(["pg_dump", "--inserts", stage.url]).succeeded()
    #expect(!dump.contains(token) && !dump.contains("/welcome/"))
    let seen = String(decoding: try #require(try await Queue(stage.database).mail(of: 1)), as: UTF8.self)
    #expect(!seen.contains(token) && seen.contains("=E2=80=A2=E2=80=A2=E2=80=A2"), "\(seen)")
  }

  @Test("who has forgotten the password gets a link, three times an hour; others get the same answer and nothing")
  func forgotten() async throws {
    let stage = try Stage.current
    let users = try stage.users()
    let user = try await stage.addUserWithPassword()
    try await stage.addUser("bob@example.org", grants: [])
    try await stage.execute("UPDATE envoi.user SET enabled = false WHERE address LIKE 'bob%'")
    try await stage.execute("DELETE FROM envoi.queue")
    for address in ["bob@example.org", "nobody@example.org", "", "x\0y", "Ann@Example.org"] { try await users.forgot(address: address) }
    try await eventually("the mail comes") { try await stage.value("SELECT count(*) FROM envoi.queue", as: Int.self) == 1 }
    let (text, token) = try await mail(stage)
    #expect(text.contains("Subject: Your new password for Envoi\n") && text.contains("Delivered-To: ann@example.org\n"))
    #expect(try await users.owner(ofLink: #require(token))?.id == user.id)
    #expect(try await stage.value("SELECT count(*) FROM envoi.user_link", as: Int.self) == 1)
    #expect(try await stage.value("SELECT max(expires_at) <= now() + interval '1 hour' FROM envoi.user_link", as: Bool.self))
    for _ in 0..<4 { try await users.forgot(address: "ann@example.org") }
    try await eventually("two more come") { try await stage.value("SELECT count(*) FROM envoi.queue", as: Int.self) == 3 }
  }

  @Test("the answer about a forgotten password comes by the clock, whether there is such a user or not")
  func alike() async throws {
    let stage = try Stage.current
    try await stage.addUser()
    for address in ["ann@example.org", "nobody@example.org"] {
      let time = try await ContinuousClock().measure { try await stage.users().forgot(address: address) }
      #expect(time >= Users.forgottenTime, "\(address)")
    }
    try await eventually("the mail comes") { try await stage.value("SELECT count(*) FROM envoi.queue", as: Int.self) == 1 }
  }

  @Test("a changed password is told to its owner, and where no mail can be sent it is changed all the same")
  func told() async throws {
    let stage = try Stage.current
    let users = try stage.users()
    let user = try await stage.addUserWithPassword()
    #expect(try await mail(stage).text.contains("Subject: Your password for Envoi was changed\n"))
    try await stage.execute("UPDATE envoi.site SET enabled = false")
    #expect(try await users.changePassword(user, from: Stage.password, to: Password("another horse 43")))
    await #expect(throws: InvalidInput.self) { try await users.invite(user) }
  }
}
