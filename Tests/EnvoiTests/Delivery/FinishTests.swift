import Postgres
import Testing

@testable import Envoi

@Suite("Finish", .staged)
struct FinishTests {
  private func leased(_ count: Int, token: Int) async throws -> [Int] {
    try await Stage.current.insert(count, TransitionTests.columns("sending").merging(["token": "\(token)"]) { $1 })
  }

  private func apply(_ settlements: [Settlement]) async throws -> Int {
    try await Stage.current.workers.withConnection { try await Finish.apply(settlements, on: $0) }
  }

  @Test("an outcome whose token is not the row's changes nothing")
  func fence() async throws {
    let stage = try Stage.current
    let ids = try await leased(2, token: 7)
    #expect(try await apply([.sent(ids[0], token: 8), .sent(ids[1], token: 7)]) == 1)
    #expect(try await stage.states(ids) == ["sending", "sent"])
  }

  @Test("a row that an operator has requeued since is not touched by the late outcome")
  func requeued() async throws {
    let stage = try Stage.current
    let id = try await leased(1, token: 7)[0]
    #expect(try await apply([.sent(id, token: 7)]) == 1)
    try await stage.execute("UPDATE envoi.queue SET status = 'pending' WHERE id = \(id)")
    #expect(try await apply([.deferred(id, token: 7)]) == 0)
    #expect(try await stage.state(id) == "pending")
  }

  @Test("written twice, as after a lost COMMIT, it counts once")
  func idempotent() async throws {
    let stage = try Stage.current
    let ids = try await leased(2, token: 7)
    let settlements: [Settlement] = [.sent(ids[0], token: 7), .deferred(ids[1], token: 7)]
    #expect(try await apply(settlements) == 2)
    #expect(try await apply(settlements) == 0)
    #expect(try await stage.row(ids[1]).attempts == 1)
    #expect(try await stage.events(ids[1]) == ["deferred"])
  }

  @Test("what was sent has its time, reply and queue id, and no event")
  func sent() async throws {
    let stage = try Stage.current
    let id = try await leased(1, token: 7)[0]
    _ = try await apply([.sent(id, token: 7)])
    let row = try await stage.row(id)
    #expect(row.status == .sent && row.attempts == 1 && row.replyCode == 250 && row.reply == "queued as A1" && row.remoteID == "A1")
    #expect(row.sentAt != nil && row.leaseUntil == nil)
    #expect(try await stage.events(id) == [])
  }

  @Test("what was refused has its reason, when it is tried again, and an event with the reply")
  func refused() async throws {
    let stage = try Stage.current
    let id = try await leased(1, token: 7)[0]
    _ = try await apply([.deferred(id, token: 7)])
    #expect(
      try await stage.value(
        "SELECT retry_at BETWEEN now() + interval '290 s' AND now() + interval '300 s' FROM envoi.queue WHERE id = \(id)", as: Bool.self))
    let event = try #require(try await Queue(stage.database).events(of: id).first)
    #expect(event.kind == "deferred" && event.attempt == 1 && event.replyCode == 451 && event.reply == "4.2.0 later" && event.actor == nil)
  }

  @Test("what expires without another try keeps the last reply, and says so where there was none")
  func expired() async throws {
    let stage = try Stage.current
    let ids = try await leased(2, token: 7)
    try await stage.execute("UPDATE envoi.queue SET reply = '4.2.2 full', reply_code = 452 WHERE id = \(ids[0])")
    _ = try await apply(ids.map { .ended(try .sample($0, token: 7), .expired, why: "not sent before it expired") })
    let rows = try await Queue(stage.database).rows(ids: ids)
    #expect(rows.map(\.reply) == ["4.2.2 full", "not sent before it expired"] && rows.map(\.replyCode) == [452, nil])
    #expect(try await stage.states(ids) == ["error/expired", "error/expired"])
  }

  @Test("what is given back waits as before, or goes behind the others, never beyond its end")
  func released() async throws {
    let stage = try Stage.current
    let ids = try await leased(3, token: 7)
    try await stage.execute("UPDATE envoi.queue SET expires_at = now() + interval '10 s' WHERE id = \(ids[2])")
    let before = try await stage.row(ids[0]).dueAt
    _ = try await apply([
      .release(try .sample(ids[0], token: 7)), .release(try .sample(ids[1], token: 7), dueIn: 60, why: "421"),
      .release(try .sample(ids[2], token: 7), dueIn: 60),
    ])
    #expect(try await stage.states(ids) == ["pending", "pending", "pending"])
    let rows = try await Queue(stage.database).rows(ids: ids)
    #expect(rows.map(\.attempts) == [0, 0, 0])
    #expect(rows[0].dueAt == before && rows[1].dueAt - before > 50 && rows[1].reply == "421" && rows[2].dueAt == rows[2].expiresAt)
    for id in ids { #expect(try await stage.events(id) == []) }
  }
}
