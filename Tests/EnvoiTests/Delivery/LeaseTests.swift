import Foundation
import Postgres
import Testing

@testable import Envoi

@Suite("Lease", .staged)
struct LeaseTests {
  private func source(_ parcels: [Parcel]) async throws -> (LaneSource, Outbox) {
    let stage = try Stage.current
    let header = JournalHeader(try await Installation.open(stage.database))
    let ledger = Ledger(stage.workers, journal: try Journal(in: stage.journals, header: header), log: stage.log)
    let feed = Feed {}
    _ = feed.put(parcels, lowWater: 0)
    let outbox = ledger.outbox()
    let tally = LaneTally(stage.site)
    return (
      LaneSource(
        .init(feed: feed, tally: tally, site: stage.site, redirect: nil, pause: 5, isHealthy: true, answered: {}, fail: { _ in }),
        slot: Slot(key: 1),
        outbox: outbox), outbox
    )
  }

  @Test("it is held until shortly before its end, is made longer while it is held, and never comes back")
  func held() {
    let lease = Lease(begun: .now - .seconds(100))
    #expect(lease.isHeld && lease.isToBeExtended)
    lease.extend(from: .now)
    #expect(lease.isHeld && !lease.isToBeExtended)
    let lapsed = Lease(begun: .now - .seconds(115))
    #expect(!lapsed.isHeld)
    lapsed.extend(from: .now)
    #expect(!lapsed.isHeld)
  }

  @Test("a row whose lease is over is not begun: it goes back as it was")
  func over() async throws {
    let lapsed = try Parcel.sample(1, begun: .now - .seconds(115))
    let good = try Parcel.sample(2)
    let (source, outbox) = try await source([lapsed, good])
    #expect(source.next()?.id == 2)
    #expect(outbox.empty() == [.release(lapsed)])
  }

  @Test("a lease that ends while the relay keeps its connection waiting lets no content begin")
  func late() async throws {
    let (source, outbox) = try await source([])
    #expect(throws: (any Error).self) { try source.contentBegins(.sample(1, begun: .now - .seconds(115))) }
    try source.contentBegins(.sample(2))
    #expect(outbox.empty().isEmpty)
  }

  @Test("of large messages as many are loaded as there is room for, the first in any case, and all are sent")
  func large() async throws {
    let stage = try Stage.current
    var ids: [Int] = []
    for _ in 0..<6 {
      ids += try await stage.insert(1)
      try await stage.execute(
        """
        INSERT INTO envoi.attachment (message_id, position, name, type, content)
        SELECT message_id, 0, 'a.bin', 'application/octet-stream', convert_to(repeat('x', 12000000), 'UTF8')
        FROM envoi.queue WHERE id = \(ids.last ?? 0)
        """)
    }
    let messages = try await stage.values("SELECT id FROM envoi.message ORDER BY id", as: Int.self)
    let loaded = try await stage.workers.withConnection { connection in
      var letters = Letters(site: stage.site, channel: .email, installation: "test")
      try await letters.load(messages, on: connection)
      return messages.map { letters[$0] != nil }
    }
    #expect(loaded == [true, true, true, false, false, false])
    #expect(try await stage.worker().run(.send).map(\.sent) == [6])
    #expect(try await stage.value("SELECT sum(attempts)::bigint FROM envoi.queue", as: Int.self) == 6)
  }
}
