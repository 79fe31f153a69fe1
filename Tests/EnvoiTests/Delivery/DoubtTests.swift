import Postgres
import Testing

@testable import Envoi

@Suite("Doubt", .staged)
struct DoubtTests {
  @Test("a lapsed lease is claimed again, with an event and the attempt counted")
  func resend() async throws {
    let stage = try Stage.current
    let id = try await stage.insert(1, lapsed)[0]
    #expect(try await settle() == 1)
    #expect(try await stage.state(id) == "pending")
    #expect(try await stage.row(id).attempts == 3)
    let event = try #require(try await Queue(stage.database).events(of: id).first)
    #expect(try await stage.row(id).reply == nil)
    #expect(event.kind == "lapsed" && event.attempt == 3 && event.reply?.contains("lapsed") == true)
    let claimed = try await stage.workers.withConnection { connection in
      var claim = Claim(Route(site: stage.site.id, channel: .email))
      return try await claim.next(.pending, limit: 5, token: 9, on: connection).map(\.id)
    }
    #expect(claimed == [id])
  }

  @Test("a lapsed lease of a site that holds waits for an operator")
  func hold() async throws {
    let stage = try Stage.current
    let id = try await stage.insert(1, site: try await stage.addSite("hold.example", onDoubt: .hold), lapsed)[0]
    #expect(try await settle() == 1)
    let row = try await stage.row(id)
    #expect(row.reply?.contains("lapsed") == true && row.replyCode == nil)
    #expect(row.status == .error && row.reason == .inDoubt && row.retryAt == nil && row.attempts == 3)
    #expect(try await stage.events(id) == ["in_doubt"])
  }

  @Test("leases that run, and rows in other states, are left alone")
  func others() async throws {
    let stage = try Stage.current
    let states = ["pending", "sending", "sent", "error/refused", "delivered"]
    var ids: [Int] = []
    for state in states { ids += try await stage.insert(1, TransitionTests.columns(state)) }
    #expect(try await settle() == 0)
    #expect(try await stage.states(ids) == states)
  }

  @Test("a row whose outcome is being written this moment is not waited for")
  func locked() async throws {
    let stage = try Stage.current
    let ids = try await stage.insert(2, lapsed)
    let writer = try await stage.database.connect()
    try await writer.execute("BEGIN")
    try await writer.execute(
      "UPDATE envoi.queue SET status = 'sent', token = NULL, lease_until = NULL, sent_at = now() WHERE id = \(ids[0])")
    #expect(try await settle() == 1)
    try await writer.execute("COMMIT")
    #expect(try await stage.states(ids) == ["sent", "pending"])
    await writer.close()
  }

  @Test("several that settle at once settle each row once")
  func concurrently() async throws {
    let stage = try Stage.current
    let ids = try await stage.insert(500, lapsed)
    let settled = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 { group.addTask { try await settle() } }
      return try await group.reduce(0, +)
    }
    #expect(settled == 500)
    #expect(try await stage.value("SELECT count(*) FROM envoi.queue_event WHERE queue_id = ANY(\(ids))", as: Int.self) == 500)
  }

  private var lapsed: [String: String] {
    TransitionTests.columns("sending").merging(["lease_until": "now() - interval '1 s'", "attempts": "2"]) { $1 }
  }

  private func settle() async throws -> Int { try await Stage.current.workers.withConnection { try await Doubt.settleLapsed(on: $0) } }
}
