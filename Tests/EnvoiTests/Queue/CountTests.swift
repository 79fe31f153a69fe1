import Postgres
import Testing

@testable import Envoi

@Suite("Counts", .staged)
struct CountTests {
  @Test("counts are exact by state, also of what is being sent, and of the sites that may be seen")
  func exact() async throws {
    let stage = try Stage.current
    let queue = Queue(stage.database)
    let other = try await stage.addSite("example.com")
    for (state, count) in [("sent", 3), ("error/refused", 2), ("pending", 1), ("sending", 4)] {
      try await stage.insert(count, TransitionTests.columns(state))
    }
    try await stage.insert(5, site: other, ["tags": "'{a}'"])
    var filter = QueueFilter()
    let all = try await queue.counts(filter)
    #expect(QueueStatus.allCases.map { all[$0] } == [.exact(6), .exact(4), .exact(3), .exact(2), .exact(0)])
    filter.sites = [stage.site.id]
    #expect(try await queue.counts(filter).total == .exact(10))
    filter.sites = [other.id]
    filter.tag = "b"
    #expect(try await queue.counts(filter).total == .exact(0))
    filter.tag = "a"
    #expect(try await queue.counts(filter).total == .exact(5))
    filter.statuses = [.sent]
    #expect(try await queue.counts(filter).total == .exact(0))
    filter = QueueFilter()
    filter.reason = .refused
    #expect(try await queue.counts(filter).byStatus == [.error: .exact(2)])
    filter.reason = nil
    filter.ids = [1, 4, 999]
    #expect(try await queue.counts(filter).total == .exact(2))
  }

  @Test("beyond ten thousand the planner's estimate is given, and said to be one")
  func about() async throws {
    let stage = try Stage.current
    try await stage.insert(30_000, ["status": "'sent'", "sent_at": "now()"])
    try await stage.execute("ANALYZE envoi.queue")
    let counts = try await Queue(stage.database).counts(QueueFilter())
    guard case .about(let sent) = counts[.sent] else {
      Issue.record("\(counts)")
      return
    }
    #expect((20_000...40_000).contains(sent))
    #expect(counts[.pending] == .exact(0) && !counts.total.isExact)
  }
}
