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

  /// Rows that are really claimed.
  private func claimed(_ count: Int, by ledger: Ledger) async throws -> (token: Int, ids: [Int]) {
    let stage = try Stage.current
    _ = try await stage.insert(count)
    var claim = Claim(Route(site: stage.site.id, channel: .email))
    return try await ledger.claiming { connection, lease in
      let rows = try await claim.next(.pending, limit: count, token: lease.token, on: connection)
      return ((lease.token, rows.map(\.id)), rows.count)
    }
  }

  private func journals() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: Stage.current.journals) }

  @Test("outcomes are in the database when it has ended, and its journal is gone")
  func end() async throws {
    let stage = try Stage.current
    let ledger = try await ledger()
    let outbox = ledger.outbox()
    async let run: Void = ledger.run()
    let (token, ids) = try await claimed(2500, by: ledger)
    #expect(ids.count == 2500)
    for id in ids {
      try outbox.begins(.sample(id, token: token))
      outbox.settle(.sent(id, token: token))
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
    let ledger = try await ledger()
    let (other, open) = try await claimed(2, by: ledger)
    let outbox = ledger.outbox()
    let name = try #require(try journals().first)
    async let run: Void = ledger.run()
    let slow = ledger.outbox()
    try slow.begins(.sample(open[0], token: other))
    let reply = String(repeating: "x", count: 4000)
    var largest = 0
    for _ in 0..<10 {
      let (token, ids) = try await claimed(1000, by: ledger)
      for id in ids {
        try outbox.begins(.sample(id, token: token))
        var settlement = Settlement.sent(id, token: token)
        settlement.reply = reply
        outbox.settle(settlement)
      }
      outbox.write()
      // Until the database has them all: then the journal can be cut.
      while try await stage.value("SELECT count(*) FROM envoi.queue WHERE token = \(token)", as: Int.self) > 0 {}
      largest = max(largest, try #require(try FileManager.default.attributesOfItem(atPath: "\(stage.journals)/\(name)")[.size] as? Int))
    }
    // 40 MB were written in all.
    #expect(largest < 14 << 20)
    let lines = try String(contentsOfFile: "\(stage.journals)/\(name)", encoding: .utf8).split(separator: "\n").dropFirst()
    #expect(lines.contains { $0.hasPrefix("c\t\\N\t\(other)\t") })
    #expect(lines.contains { $0.hasPrefix("i\t\(open[0])\t\(other)\t") })
    slow.settle(.sent(open[0], token: other))
    slow.settle(.release(try .sample(open[1], token: other)))
    outbox.write()
    ledger.close()
    try await run
    #expect(try await stage.states(open) == ["sent", "pending"])
  }

  @Test("what a claim got whose answer was lost is given back before the next claim, and also when the server made it only then")
  func lostClaim() async throws {
    let stage = try Stage.current
    let ids = try await stage.insert(4)
    let ledger = try await ledger()
    async let run: Void = ledger.run()
    var claim = Claim(Route(site: stage.site.id, channel: .email))
    var lost: [Lease] = []
    let got: [Int] = try await ledger.claiming { connection, lease in
      lost.append(lease)
      let rows = try await claim.next(.pending, limit: 2, token: lease.token, on: connection)
      if lost.count == 1 {
        claim.rewind()
        // What comes next on this connection fails as lost.
        await connection.close()
        try await connection.execute("SELECT 1")
      }
      return (rows.map(\.id), rows.count)
    }
    #expect(lost.count == 2 && got == Array(ids[..<2]))
    // The first one's server was slow.
    var late = Claim(Route(site: stage.site.id, channel: .email))
    let rows = try await stage.workers.withConnection { try await late.next(.pending, limit: 2, token: lost[0].token, on: $0) }
    #expect(rows.map(\.id) == Array(ids[2...]))
    try await ledger.giveBackLost()
    #expect(try await stage.states(ids) == ["sending", "sending", "pending", "pending"])
    ledger.close()
    try await run
    // It may be made even later: whoever comes next looks again.
    #expect(try journals().count == 1)
  }

  @Test("leases are extended but where an outcome is being written, which is not waited for")
  func extended() async throws {
    let stage = try Stage.current
    let ids = try await leased(2)
    let writer = try await stage.database.connect()
    try await writer.execute("BEGIN")
    try await writer.execute("SELECT 1 FROM envoi.queue WHERE id = \(ids[0]) FOR UPDATE")
    #expect(try await stage.workers.withConnection { try await Ledger.extend([7], on: $0) } == [7: 1])
    try await writer.execute("ROLLBACK")
    await writer.close()
    #expect(
      try await stage.values("SELECT lease_until > now() + interval '90 s' FROM envoi.queue ORDER BY id", as: Bool.self) == [false, true])
  }
}
