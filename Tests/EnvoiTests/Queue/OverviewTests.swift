import Postgres
import Testing

@testable import Envoi

@Suite("Overview", .staged)
struct OverviewTests {
  @Test("rows count in the minutes in which they came to their states, of the sites asked for")
  func minutes() async throws {
    let stage = try Stage.current
    let other = try await stage.addSite("example.com")
    let ago = "now() - interval '20 min'"
    try await stage.insert(3, ["created_at": ago, "status": "'sent'", "sent_at": ago])
    try await stage.insert(2, ["created_at": ago, "status": "'delivered'", "sent_at": ago, "delivered_at": "now() - interval '10 min'"])
    try await stage.insert(1, site: other)
    // Put in the day before, sent now; and one whose error was long ago.
    try await stage.insert(1, ["created_at": "now() - interval '1 day'", "status": "'sent'", "sent_at": ago])
    let refused = try await stage.insert(1, TransitionTests.columns("pending").merging(["created_at": ago]) { $1 })
    var filter = QueueFilter()
    filter.ids = refused
    _ = try await Queue(stage.database).cancel(filter, actor: "ann")
    let overview = try await Overview(of: [stage.site.id], hours: 1, stage.database)
    #expect(overview.minutes.count == 61 && !overview.isAbout)
    #expect(zip(overview.minutes, overview.minutes.dropFirst()).allSatisfy { $1.start - $0.start == 60 })
    func sum(_ status: QueueStatus, _ overview: Overview) -> Int { overview.minutes.reduce(0) { $0 + ($1.rows[status] ?? 0) } }
    #expect(QueueStatus.allCases.map { sum($0, overview) } == [6, 0, 6, 1, 2])
    let busiest = try #require(overview.minutes.max { ($0.rows[.sent] ?? 0) < ($1.rows[.sent] ?? 0) })
    #expect(busiest.rows[.sent] == 6 && abs(Timestamp.now - busiest.start - 1200) <= 120)
    #expect(sum(.pending, try await Overview(hours: 1, stage.database)) == 7)
  }

  @Test("of very many rows a share is looked at, and the sum is about right")
  func sample() async throws {
    let stage = try Stage.current
    try await stage.insert(40_000, ["status": "'sent'", "sent_at": "now()"])
    let overview = try await Overview(hours: 1, stage.database)
    let sent = overview.minutes.reduce(0) { $0 + ($1.rows[.sent] ?? 0) }
    #expect(overview.isAbout && (39_000...41_000).contains(sent), "\(sent)")
  }

  @Test("what waits longest is told by site and channel, and when a worker last ran")
  func waiting() async throws {
    let stage = try Stage.current
    let old = try await stage.insert(1, ["due_at": "now() - interval '1 h'", "priority": "9"])
    try await stage.insert(2)
    try await stage.insert(1, ["due_at": "now() + interval '1 h'", "priority": "0"])
    var overview = try await Overview(stage.database)
    #expect(overview.waiting.map(\.row) == old && overview.waiting.first?.channel == .email)
    #expect(overview.lastWorker == nil)
    let queue = Queue(stage.database)
    #expect(try await queue.sendNow(site: stage.site) == false)
    _ = try await stage.worker().run(.send)
    overview = try await Overview(stage.database)
    #expect(overview.lastWorker != nil && overview.waiting.isEmpty)
    #expect(try await queue.sendNow(site: stage.site) == false)
  }

  @Test("a worker that runs for ever is known to listen, for its sites")
  func listens() async throws {
    let stage = try Stage.current
    let other = try await stage.addSite("example.com")
    let worker = try await stage.worker()
    let running = Task { try await worker.runForever(domains: ["example.org"]) }
    let queue = Queue(stage.database)
    while try await !queue.sendNow(site: stage.site) {}
    #expect(try await queue.sendNow(site: other) == false)
    worker.stop()
    try await running.value
  }
}
