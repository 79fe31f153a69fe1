import Foundation
import Postgres
import Testing

@testable import Envoi

@Suite("Sessions", .staged)
struct SessionTests {
  @Test("who knows the password is let in, whatever the case of the address, and stored is a hash")
  func welcome() async throws {
    let stage = try Stage.current
    let user = try await stage.addUserWithPassword()
    guard case .welcome(let token, _, let known) = try await stage.logIn(" Ann@EXAMPLE.org ") else {
      throw InvalidInput("login", "refused")
    }
    #expect(known.id == user.id && known.lastLoginAt != nil && token.wholeMatch(of: /[A-Za-z0-9_\-]{43}/) != nil)
    let sessions = try stage.sessions()
    #expect(try await sessions.user(token: token) == known)
    #expect(try await stage.value("SELECT hash FROM envoi.session", as: [UInt8].self) == AccessToken.hash(of: token))
    for other in ["", "x", String(token.dropLast()), token.uppercased()] { #expect(try await sessions.user(token: other) == nil) }
  }

  @Test("each login has a token of its own; logging out ends one")
  func logOut() async throws {
    let stage = try Stage.current
    let user = try await stage.addUserWithPassword()
    var tokens: [String] = []
    for _ in 0..<3 { tokens.append(try #require(try await stage.logIn().token)) }
    #expect(Set(tokens).count == 3)
    let sessions = try stage.sessions()
    try await sessions.logOut(token: tokens[0])
    #expect(try await sessions.user(token: tokens[0]) == nil)
    #expect(try await sessions.user(token: tokens[1])?.id == user.id)
    #expect(try await sessions.user(token: tokens[2])?.id == user.id)
  }

  @Test("a wrong password, an unknown address, a user without password and one who is disabled are refused alike")
  func refused() async throws {
    let stage = try Stage.current
    let user = try await stage.addUserWithPassword()
    try await stage.addUser("bob@example.org")
    #expect(try await stage.logIn("ann@example.org", "correct horse 43").verdict == "refused")
    #expect(try await stage.logIn("bob@example.org").verdict == "refused")
    #expect(try await stage.logIn("nobody@example.org").verdict == "refused")
    #expect(try await stage.logIn("ann@example.org", "").verdict == "refused")
    #expect(try await stage.logIn("' OR true --\0", "\0").verdict == "refused")
    let token = try #require(try await stage.logIn().token)
    _ = try await stage.users().set(user.id, isEnabled: false)
    #expect(try await stage.logIn().verdict == "refused")
    #expect(try await stage.sessions().user(token: token) == nil)
  }

  @Test("a session ends after 30 days, or 12 hours unseen, and that it was seen is written once a minute")
  func expiry() async throws {
    let stage = try Stage.current
    try await stage.addUserWithPassword()
    let token = try #require(try await stage.logIn().token)
    let sessions = try stage.sessions()
    func isLive(_ column: String, _ age: String) async throws -> Bool {
      try await stage.execute("UPDATE envoi.session SET created_at = now(), seen_at = now()")
      try await stage.execute("UPDATE envoi.session SET \(identifier: column) = now() - \(age)::interval")
      return try await sessions.user(token: token) != nil
    }
    #expect(try await isLive("created_at", "29 days 23 hours"))
    #expect(try await !isLive("created_at", "30 days"))
    #expect(try await isLive("seen_at", "11 hours 59 minutes"))
    #expect(try await stage.value("SELECT seen_at = now() FROM envoi.session", as: Bool.self) == false)
    #expect(try await stage.value("SELECT seen_at > now() - interval '10 seconds' FROM envoi.session", as: Bool.self))
    #expect(try await !isLive("seen_at", "12 hours"))
    #expect(try await isLive("seen_at", "50 seconds"))
    #expect(try await stage.value("SELECT seen_at < now() - interval '50 seconds' FROM envoi.session", as: Bool.self))
    // Nobody has to look for what is over.
    try await stage.execute("UPDATE envoi.session SET seen_at = now() - interval '13 hours'")
    #expect(try await stage.logIn().verdict == "welcome")
    #expect(try await stage.value("SELECT count(*) FROM envoi.session", as: Int.self) == 1)
  }

  @Test("after ten tries from one network the right password waits there too; a login that went well counts none before it")
  func throttledUser() async throws {
    let stage = try Stage.current
    try await stage.addUserWithPassword()
    let verdicts = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<20 { group.addTask { try await stage.logIn("ANN@example.org", "wrong password").verdict } }
      return try await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    }
    #expect(verdicts == ["refused": 10, "throttled": 10])
    guard case .throttled(let seconds) = try await stage.logIn() else { throw InvalidInput("login", "not throttled") }
    #expect((1...900).contains(seconds))
    #expect(try await stage.logIn(client: "192.0.2.2").verdict == "welcome")
    try await stage.execute("UPDATE envoi.throttle SET until = now()")
    for _ in 0..<12 { #expect(try await stage.logIn().verdict == "welcome") }
  }

  @Test("who throws passwords at a name from everywhere gets fewer tries in each network, and keeps nobody out")
  func everywhere() async throws {
    let stage = try Stage.current
    try await stage.addUserWithPassword()
    try await stage.addUserWithPassword("bob@example.org")
    let device = try #require(try await stage.logIn().device)
    let other = try #require(try await stage.logIn("bob@example.org").device)
    func attack(_ network: Int) async throws -> Int {
      var refused = 0
      while try await stage.logIn("ann@example.org", "wrong password", client: "203.0.113.\(network)").verdict == "refused" { refused += 1 }
      return refused
    }
    for network in 1...10 { #expect(try await attack(network) == 10) }
    for network in 11...20 { #expect(try await attack(network) == 3) }
    // Neither where the owner has never been, nor in their browser, be it in the attacker's own network.
    for _ in 1...4 { #expect(try await stage.logIn(client: "192.0.2.7").verdict == "welcome") }
    for client in ["192.0.2.9", "203.0.113.1"] { #expect(try await stage.logIn(client: client, device: device).verdict == "welcome") }
    for none in [nil, other, "", "x", "é", device + "A", String(device.dropLast())] {
      #expect(try await stage.logIn(client: "203.0.113.1", device: none).verdict == "throttled", "\(none ?? "none")")
    }
    // A browser that is stolen guesses no quicker than any other.
    for _ in 1...10 { #expect(try await stage.logIn("ann@example.org", "wrong password", device: device).verdict == "refused") }
    #expect(try await stage.logIn(device: device).verdict == "throttled")
  }

  @Test("a name is one in whatever spelling, and however long it is")
  func names() async throws {
    let stage = try Stage.current
    let long = String(repeating: "a", count: 100_000)
    for (client, spellings) in [
      ("192.0.2.1", ["nobody@example.org", "Nobody@EXAMPLE.org", " nobody@example.org\n", "nobody@Example.Org\t"]),
      ("192.0.2.2", [long, long.uppercased(), " \(long)"]),
    ] {
      for number in 0..<10 {
        #expect(try await stage.logIn(spellings[number % spellings.count], client: client).verdict == "refused")
      }
      for spelling in spellings {
        #expect(try await stage.logIn(spelling, client: client).verdict == "throttled", "\(spelling.prefix(30))")
      }
    }
    #expect(try await stage.value("SELECT max(length(name)) FROM envoi.throttle", as: Int32.self) < 100)
    #expect(try await stage.value("SELECT count(*) FROM envoi.throttle WHERE name LIKE 'login %'", as: Int.self) == 2)
  }

  @Test("fifty tries from one address are all, whoever they are for; of IPv6 from one /48")
  func throttledClient() async throws {
    let stage = try Stage.current
    try await stage.execute(
      "INSERT INTO envoi.throttle SELECT name, 50, now() + interval '1 minute' FROM unnest(ARRAY['x', 'y']) AS name")
    let throttle = Throttle(stage.database)
    for name in ["client 198.51.100.7", "client 20010db80001"] {
      for _ in 0..<50 { _ = try await throttle.seconds(name, limit: 50, per: .seconds(900)) }
    }
    for client in ["198.51.100.7", "::ffff:198.51.100.7", "2001:db8:1::7", "2001:db8:1:ffff:ffff::1"] {
      #expect(try await stage.logIn("nobody@example.org", client: client).verdict == "throttled", "\(client)")
    }
    for client in ["198.51.100.8", "2001:db8:2::7", ""] {
      #expect(try await stage.logIn("nobody@example.org", client: client).verdict == "refused", "\(client)")
    }
  }

  @Test("an old hash is made anew by the login that knows its password")
  func renewal() async throws {
    let stage = try Stage.current
    let user = try await stage.addUser()
    let key = try await Scrypt.key(
      of: "password", salt: Array("NaCl".utf8), cost: .init(logarithm: 4, blockSize: 8, parallelism: 1), count: 24)
    let old = "$scrypt$ln=4,r=8,p=1$TmFDbA$\(Data(key).base64EncodedString())"
    try await stage.execute("UPDATE envoi.user SET password = \(old) WHERE id = \(user.id)")
    #expect(try await stage.logIn("ann@example.org", "passwort").verdict == "refused")
    #expect(try await stage.value("SELECT password FROM envoi.user", as: String.self) == old)
    let device = try #require(try await stage.logIn("ann@example.org", "password").device)
    #expect(try await stage.value("SELECT password FROM envoi.user", as: String.self).hasPrefix("$scrypt$ln=5,r=8,p=1$"))
    // It knows the browser of that login.
    for _ in 0..<10 { #expect(try await stage.logIn("ann@example.org", "passwort").verdict == "refused") }
    #expect(try await stage.logIn("ann@example.org", "password").verdict == "throttled")
    #expect(try await stage.logIn("ann@example.org", "password", device: device).verdict == "welcome")
  }

  @Test("who is unknown, disabled or without a password costs scrypt as well", arguments: ["nobody", "ann", "bob"])
  func work(_ name: String) async throws {
    let stage = try Stage.current
    let ann = try await stage.addUserWithPassword()
    try await stage.addUser("bob@example.org")
    _ = try await stage.addUserWithPassword("op@example.org")
    _ = try await stage.users().set(ann.id, isEnabled: false)
    var sessions = try stage.sessions()
    // Nobody can do it at this cost, so that who tries fails.
    sessions.cost = Scrypt.Cost(logarithm: 0, blockSize: 8, parallelism: 1)
    await #expect(throws: (any Error).self) {
      try await sessions.logIn(address: "\(name)@example.org", password: "wrong password", code: nil, client: "192.0.2.1")
    }
  }
}
