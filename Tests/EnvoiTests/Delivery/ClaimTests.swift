import Postgres
import Testing

@testable import Envoi

@Suite("Claim", .staged)
struct ClaimTests {
  private func claim(
    _ claim: inout Claim, _ kind: Claim.Kind = .pending, limit: Int = 100, token: Int = .random(in: 1 ... .max)
  ) async throws -> [Int] {
    let connection = try await Stage.current.workers.connect()
    let rows = try await claim.next(kind, limit: limit, token: token, on: connection)
    await connection.close()
    return rows.map(\.id)
  }

  private func site() throws -> Int32 { try Stage.current.site.id }

  @Test("rows come by priority, then by when they are due, then by id")
  func order() async throws {
    let stage = try Stage.current
    let late = try await stage.insert(3, ["due_at": "now() - interval '1 minute'"])
    let early = try await stage.insert(3, ["due_at": "now() - interval '1 hour'"])
    let urgent = try await stage.insert(3, ["priority": "0", "due_at": "now() - interval '1 second'"])
    let last = try await stage.insert(3, ["priority": "9", "due_at": "now() - interval '1 day'"])
    var claim = Claim(Route(site: try site(), channel: .email))
    var batches: [[Int]] = []
    while case let ids = try await self.claim(&claim, limit: 3), !ids.isEmpty { batches.append(ids.sorted()) }
    #expect(batches.flatMap { $0 } == urgent + early + late + last)
    #expect(batches.allSatisfy { $0.count <= 3 })
  }

  @Test("what is not due, not pending, of another site or channel is left alone")
  func untouched() async throws {
    let stage = try Stage.current
    let other = try await stage.addSite("example.com")
    let due = try await stage.insert(2)
    var others = try await stage.insert(1, ["due_at": "now() + interval '1 hour'", "expires_at": "now() + interval '1 day'"])
    others += try await stage.insert(1, ["due_at": "'infinity'"])
    others += try await stage.insert(1, site: other)
    others += try await stage.insert(1, ["channel": "'sms'"])
    for state in ["sent", "error/refused", "sending"] { others += try await stage.insert(1, TransitionTests.columns(state)) }
    let before = try await stage.values("SELECT q::text FROM envoi.queue q WHERE id = ANY(\(others)) ORDER BY id", as: String.self)
    var claim = Claim(Route(site: try site(), channel: .email))
    #expect(try await self.claim(&claim).sorted() == due)
    #expect(try await self.claim(&claim) == [])
    #expect(try await stage.values("SELECT q::text FROM envoi.queue q WHERE id = ANY(\(others)) ORDER BY id", as: String.self) == before)
  }

  @Test("a claimed row has the token, and a lease of two minutes")
  func lease() async throws {
    let stage = try Stage.current
    let id = try await stage.insert(1)[0]
    var claim = Claim(Route(site: try site(), channel: .email))
    #expect(try await self.claim(&claim, token: 77) == [id])
    #expect(try await stage.state(id) == "sending")
    #expect(
      try await stage.value(
        "SELECT token = 77 AND lease_until BETWEEN now() + interval '100 s' AND now() + interval '120 s' FROM envoi.queue WHERE id = \(id)",
        as: Bool.self))
  }

  @Test("rows that come in front of the last one taken are found as soon as there is nothing behind it")
  func front() async throws {
    let stage = try Stage.current
    try await stage.insert(2, ["priority": "5"])
    var claim = Claim(Route(site: try site(), channel: .email))
    #expect(try await self.claim(&claim, limit: 1).count == 1)
    let urgent = try await stage.insert(1, ["priority": "0"])
    let earlier = try await stage.insert(1, ["due_at": "now() - interval '1 day'"])
    // The one behind it first: the claim goes forward, but once a second.
    let next = try await self.claim(&claim, limit: 1)
    let others = try await self.claim(&claim, limit: 5)
    #expect(next.count == 1 && others.count == 2 && Set(next + others).isSuperset(of: urgent + earlier))
  }

  @Test("a row that was given back is found again")
  func givenBack() async throws {
    let stage = try Stage.current
    let ids = try await stage.insert(3)
    var claim = Claim(Route(site: try site(), channel: .email))
    #expect(try await self.claim(&claim, token: 5).sorted() == ids)
    try await stage.execute("UPDATE envoi.queue SET status = 'pending', token = NULL, lease_until = NULL WHERE id = \(ids[0])")
    #expect(try await self.claim(&claim) == [ids[0]])
  }

  @Test("two that claim at once never get the same row, and together get all", arguments: [Claim.Kind.pending, .retry])
  func concurrently(_ kind: Claim.Kind) async throws {
    let stage = try Stage.current
    let ids = try await stage.insert(
      5000,
      kind == .pending
        ? ["priority": "n % 10", "due_at": "now() - n % 7 * interval '1 s'"]
        : TransitionTests.columns("error/deferred").merging(["retry_at": "now() - n % 7 * interval '1 s'"]) { $1 })
    let site = try site()
    let claimed = try await withThrowingTaskGroup(of: [Int].self) { group in
      for worker in 0..<4 {
        group.addTask {
          var claim = Claim(Route(site: site, channel: .email))
          var mine: [Int] = []
          while true {
            let rows = try await stage.workers.withConnection { connection in
              var next = claim
              let rows = try await next.next(kind, limit: 97, token: worker + 1, on: connection)
              return (next, rows)
            }
            claim = rows.0
            // Others may hold what is left, locked but not claimed yet.
            let left = try await stage.value("SELECT count(*) FROM envoi.queue WHERE token IS NULL", as: Int.self)
            if rows.1.isEmpty, left == 0 { return mine }
            mine += rows.1.map(\.id)
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(claimed.count == 5000)
    #expect(Set(claimed) == Set(ids))
  }

  @Test("a retry takes errors whose time has come, the longest due first, and no others")
  func retry() async throws {
    let stage = try Stage.current
    func insert(_ retryAt: String) async throws -> Int {
      try await stage.insert(1, TransitionTests.columns("error/deferred").merging(["retry_at": retryAt, "attempts": "3"]) { $1 })[0]
    }
    let recent = try await insert("now() - interval '1 s'")
    let old = try await insert("now() - interval '1 h'")
    let later = try await insert("now() + interval '1 h'")
    let never = try await insert("NULL")
    let pending = try await stage.insert(1)[0]
    var claim = Claim(Route(site: try site(), channel: .email))
    #expect(try await self.claim(&claim, .retry, limit: 1) == [old])
    #expect(try await self.claim(&claim, .retry, limit: 1) == [recent])
    #expect(try await self.claim(&claim, .retry) == [])
    #expect(
      try await stage.states([recent, old, later, never, pending]).sorted() == [
        "error/deferred", "error/deferred", "pending", "sending", "sending",
      ])
    #expect(try await stage.row(old).attempts == 3)
  }
}
