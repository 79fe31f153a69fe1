import Postgres
import Testing

@testable import Envoi

@Suite("Throttle", .staged)
struct ThrottleTests {
  @Test("of fifty at once exactly the limit is let through")
  func parallel() async throws {
    let stage = try Stage.current
    let throttle = Throttle(stage.database)
    let allowed = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<50 { group.addTask { try await throttle.seconds("login ann", limit: 10, per: .seconds(900)) == nil } }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(allowed == 10)
    let wait = try #require(try await throttle.seconds("login ann", limit: 10, per: .seconds(900)))
    #expect((890...900).contains(wait))
    #expect(try await throttle.seconds("login bob", limit: 10, per: .seconds(900)) == nil)
  }

  @Test("when the span is over it begins anew, and old lines go")
  func expiry() async throws {
    let stage = try Stage.current
    let throttle = Throttle(stage.database)
    for name in ["form a", "form b", "form c"] { _ = try await throttle.seconds(name, limit: 1, per: .seconds(60)) }
    #expect(try await throttle.seconds("form a", limit: 1, per: .seconds(60)) != nil)
    try await stage.execute("UPDATE envoi.throttle SET until = now()")
    #expect(try await throttle.seconds("form a", limit: 1, per: .seconds(60)) == nil)
    #expect(try await throttle.seconds("form a", limit: 1, per: .seconds(60)) != nil)
    #expect(try await stage.value("SELECT count(*) FROM envoi.throttle", as: Int.self) == 1)
  }

  @Test("what is forgotten counts no more, and who it was is not stored")
  func forgotten() async throws {
    let stage = try Stage.current
    let throttle = Throttle(stage.database)
    _ = try await throttle.seconds("login ann@example.org", limit: 1, per: .seconds(60))
    let name = try await stage.value("SELECT name FROM envoi.throttle", as: String.self)
    #expect(name.wholeMatch(of: /login [0-9a-f]{64}/) != nil, "\(name)")
    try await throttle.forget("login ann@example.org")
    #expect(try await throttle.seconds("login ann@example.org", limit: 1, per: .seconds(60)) == nil)
  }
}
