import Foundation
import Postgres
import Testing

@testable import Envoi

@Suite("Ledger", .staged)
struct LedgerTests {
  private func ledger() async throws -> Ledger {
    let stage = try Stage.current
    let header = JournalHeader(try await Installation.open(stage.database))
    return Ledger(stage.workers, journal: try Journal(in: stage.journals, header: header), log: stage.log)
  }

  private func leased(_ count: Int) async throws -> [Int] { try await Stage.current.insert(count, TransitionTests.columns("sending")) }

  private func journals() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: Stage.current.journals) }

  @Test("outcomes are in the database when it has ended, and its journal is gone")
  func end() async throws {
    let stage = try Stage.current
    let ids = try await leased(2500)
    let ledger = try await ledger()
    let outbox = ledger.outbox()
    async let run: Void = ledger.run()
    let lease = Lease(token: 7)
    try ledger.willClaim(lease)
    ledger.claimed(lease, rows: ids.count)
    for id in ids {
      try outbox.begins(.sample(id, token: 7))
      outbox.settle(.sent(id, token: 7))
    }
    outbox.write()
    ledger.close()
    try await run
    #expect(try await stage.value("SELECT count(*) FROM envoi.queue WHERE status = 'sent'", as: Int.self) == 2500)
    #expect(try journals() == [])
  }

  @Test("outcomes wait for the database while it is away")
  func loss() async throws {
    let stage = try Stage.current
    let ids = try await leased(1)
    let ledger = try await ledger()
    let outbox = ledger.outbox()
    let holder = try await stage.database.connect()
    try await holder.execute("BEGIN")
    try await holder.execute("SELECT 1 FROM envoi.queue WHERE id = \(ids[0]) FOR UPDATE")
    async let run: Void = ledger.run()
    outbox.settle(.sent(ids[0], token: 7))
    for _ in 0..<3 { try await stage.cutOffWhoWaits() }
    try await holder.execute("COMMIT")
    await holder.close()
    outbox.write()
    ledger.close()
    try await run
    #expect(try await stage.states(ids) == ["sent"])
  }

  @Test("the journal stays short, and keeps what a replay would need")
  func compaction() async throws {
    let stage = try Stage.current
    // Each round holds a row that is under way, and a claim whose rows are not begun.
    let open = try await stage.insert(2, TransitionTests.columns("sending").merging(["token": "8"]) { $1 })
    let ledger = try await ledger()
    let outbox = ledger.outbox()
    let name = try #require(try journals().first)
    async let run: Void = ledger.run()
    let other = Lease(token: 8)
    try ledger.willClaim(other)
    ledger.claimed(other, rows: 2)
    let slow = ledger.outbox()
    try slow.begins(.sample(open[0], token: 8))
    let reply = String(repeating: "x", count: 4000)
    var largest = 0
    for _ in 0..<10 {
      let ids = try await leased(1000)
      let lease = Lease(token: 7)
      try ledger.willClaim(lease)
      ledger.claimed(lease, rows: ids.count)
      for id in ids {
        try outbox.begins(.sample(id, token: 7))
        var settlement = Settlement.sent(id, token: 7)
        settlement.reply = reply
        outbox.settle(settlement)
      }
      outbox.write()
      // Until the database has them all: then the journal can be cut.
      while try await stage.value("SELECT count(*) FROM envoi.queue WHERE token = 7", as: Int.self) > 0 {}
      largest = max(largest, try #require(try FileManager.default.attributesOfItem(atPath: "\(stage.journals)/\(name)")[.size] as? Int))
    }
    // 40 MB were written in all.
    #expect(largest < 14 << 20)
    let lines = try String(contentsOfFile: "\(stage.journals)/\(name)", encoding: .utf8).split(separator: "\n").dropFirst()
    #expect(lines.contains { $0.hasPrefix("c\t\\N\t8\t") })
    #expect(lines.contains { $0.hasPrefix("i\t\(open[0])\t8\t") })
    slow.settle(.sent(open[0], token: 8))
    slow.settle(.release(try .sample(open[1], token: 8)))
    outbox.write()
    ledger.close()
    try await run
    #expect(try await stage.states(open) == ["sent", "pending"])
  }

  @Test("leases are extended but where an outcome is being written, which is not waited for")
  func extended() async throws {
    let stage = try Stage.current
    let ids = try await leased(2)
    let writer = try await stage.database.connect()
    try await writer.execute("BEGIN")
    try await writer.execute("SELECT 1 FROM envoi.queue WHERE id = \(ids[0]) FOR UPDATE")
    #expect(try await stage.workers.withConnection { try await Ledger.extend([7], on: $0) } == 1)
    try await writer.execute("ROLLBACK")
    await writer.close()
    #expect(
      try await stage.values("SELECT lease_until > now() + interval '90 s' FROM envoi.queue ORDER BY id", as: Bool.self) == [false, true])
  }
}
