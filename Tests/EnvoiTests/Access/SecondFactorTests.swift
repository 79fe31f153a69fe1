import Foundation
import Postgres
import Testing

@testable import Envoi

@Suite("Second factor", .staged)
struct SecondFactorTests {
  /// A code of the user's app: of now, or so many steps on.
  private func code(_ factor: SecondFactor, _ steps: Int = 0) -> String {
    OneTimeCode(secret: factor.secret).code(step: Int(Date().timeIntervalSince1970) / OneTimeCode.stepSeconds + steps)
  }

  @Test("its URI is what apps scan")
  func uri() async throws {
    let stage = try Stage.current
    let factor = try stage.users().newSecondFactor(for: try await stage.addUser("ann+x@example.org"))
    #expect(
      factor.uri
        == "otpauth://totp/Envoi%20mail%2Eexample%2Eorg:ann%2Bx%40example%2Eorg?secret=\(factor.base32)&issuer=Envoi%20mail%2Eexample%2Eorg"
    )
    #expect(factor.base32.utf8.count == 32)
    let parts = try #require(URLComponents(string: factor.uri))
    #expect(parts.path == "/Envoi mail.example.org:ann+x@example.org" && parts.queryItems?.last?.value == "Envoi mail.example.org")
  }

  @Test("it is on once its first code was typed, sealed in the database, and a login needs a code then, none of them twice")
  func required() async throws {
    let stage = try Stage.current
    let user = try await stage.addUserWithPassword()
    let users = try stage.users()
    let factor = users.newSecondFactor(for: user)
    #expect(try await !users.enable(factor.base32, code: code(factor, 5), for: user))
    #expect(try await stage.logIn().verdict == "welcome")
    await #expect(throws: InvalidInput.self) { try await users.enable("MZXW6", code: "123456", for: user) }
    // The steps before and after count too, so that a clock which goes on meanwhile does no harm.
    #expect(try await users.enable(factor.base32, code: code(factor, -1), for: user))
    #expect(try await users.find(user.id)?.hasSecondFactor == true)
    let stored = try await stage.value("SELECT second_factor FROM envoi.user", as: [UInt8].self)
    #expect(!String(decoding: stored, as: UTF8.self).contains(factor.base32))

    #expect(try await stage.logIn().verdict == "needs code")
    #expect(try await stage.logIn(code: " ").verdict == "needs code")
    #expect(try await stage.logIn("ann@example.org", "wrong password", code: code(factor)).verdict == "refused")
    #expect(try await stage.logIn(code: code(factor, 7)).verdict == "refused")
    let now = code(factor)
    let verdicts = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<4 { group.addTask { try await stage.logIn(code: now).verdict } }
      return try await group.reduce(into: [String]()) { $0.append($1) }
    }
    #expect(verdicts.sorted() == ["refused", "refused", "refused", "welcome"])
    #expect(try await stage.logIn(code: code(factor, 1)).verdict == "welcome")
    #expect(try await stage.logIn(code: now).verdict == "refused")
  }

  @Test("ten wrong codes in a quarter of an hour are all, from whatever networks and browsers; the right one counts none before it")
  func guessed() async throws {
    let stage = try Stage.current
    let user = try await stage.addUserWithPassword()
    let device = try #require(try await stage.logIn().device)
    let factor = try stage.users().newSecondFactor(for: user)
    #expect(try await stage.users().enable(factor.base32, code: code(factor, -1), for: user))
    func logIn(from network: Int, _ code: String?) async throws -> Sessions.Login {
      try await stage.logIn(code: code, client: "203.0.113.\(network)", device: network % 5 == 0 ? device : nil)
    }
    for network in 1...9 { #expect(try await logIn(from: network, code(factor, 7)).verdict == "refused") }
    #expect(try await logIn(from: 1, code(factor)).verdict == "welcome")
    let verdicts = try await withThrowingTaskGroup(of: String.self) { group in
      for network in 1...20 { group.addTask { try await logIn(from: network, code(factor, 7)).verdict } }
      return try await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    }
    #expect(verdicts == ["refused": 10, "throttled": 10])
    #expect(try await logIn(from: 5, nil).verdict == "needs code")
    for network in [5, 21] {
      let login = try await logIn(from: network, code(factor, 1))
      guard case .throttled(let seconds) = login else { throw InvalidInput("code", "not throttled") }
      #expect((1...900).contains(seconds))
    }
  }

  @Test("its owner turns it off with the password, an operator without")
  func off() async throws {
    let stage = try Stage.current
    let user = try await stage.addUserWithPassword()
    let users = try stage.users()
    for turnOff in [
      { _ = try await users.disableSecondFactor(user, password: Stage.password) }, { try await users.resetSecondFactor(of: user) },
    ] {
      let factor = users.newSecondFactor(for: user)
      #expect(try await users.enable(factor.base32, code: code(factor), for: user))
      #expect(try await !users.disableSecondFactor(user, password: "wrong password"))
      #expect(try await stage.logIn().verdict == "needs code")
      try await turnOff()
      #expect(try await stage.logIn().verdict == "welcome")
    }
  }

  @Test("it opens for its owner alone: a row that was given another's lets nobody in")
  func bound() async throws {
    let stage = try Stage.current
    let (ann, users) = (try await stage.addUserWithPassword(), try stage.users())
    _ = try await stage.addUserWithPassword("eve@example.org")
    let factor = users.newSecondFactor(for: ann)
    #expect(try await users.enable(factor.base32, code: code(factor), for: ann))
    try await stage.execute(
      "UPDATE envoi.user SET second_factor = (SELECT max(second_factor::text)::bytea FROM envoi.user), second_factor_step = 0")
    await #expect(throws: InvalidInput.self) { try await stage.logIn("eve@example.org", code: code(factor, 1)) }
  }
}
