import MessageFormat
import Postgres
import Testing

@testable import Envoi

/// Each filter reads little more than it gives, by the server's own count, however the rows are spread.
@Suite("Searches", .staged)
struct SearchTests {
  /// Newest first: 60,000 rows of one site in two partitions, older ones of few in between.
  private func fill() async throws -> (few: Site, needles: [Int]) {
    let stage = try Stage.current
    let few = try await stage.addSite("few.example")
    let sent = ["status": "'sent'", "sent_at": "now()"]
    try await stage.insert(20_000, sent.merging(["created_at": "now() - interval '90 days'"]) { $1 })
    let needles = try await stage.insert(
      3, site: few,
      TransitionTests.columns("error/complained").merging(
        ["reference": "'ref'", "newsletter_id": "9", "created_at": "now() - interval '60 days'"]) { $1 })
    try await stage.execute("UPDATE envoi.queue SET recipient = 'Ann@Example.COM', destination = 'example.com' WHERE id = ANY(\(needles))")
    try await stage.insert(
      20_000, sent.merging(["created_at": "now() - interval '30 days'", "newsletter_id": "8", "reference": "'r' || n"]) { $1 })
    try await stage.execute("SELECT setval('envoi.queue_id_seq', 10000000)")
    try await stage.insert(20_000, sent)
    try await stage.insert(5, ["newsletter_id": "8"])
    return (few, needles)
  }

  private func check(_ note: Comment, _ expected: [Int]? = nil, _ change: (inout QueueFilter) -> Void) async throws {
    let stage = try Stage.current
    var filter = QueueFilter()
    change(&filter)
    let connection = try await stage.database.connect()
    func reads() async throws -> (scans: Int, entries: Int) {
      try await connection.execute("SELECT pg_stat_force_next_flush()")
      return try #require(
        try await connection.row(
          """
          SELECT (SELECT sum(seq_scan)::bigint FROM pg_stat_user_tables WHERE relname ~ '^queue_[0-9]'),
            (SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE relname ~ '^queue_[0-9]')
          """, as: (Int, Int).self))
    }
    let before = try await reads()
    try await connection.execute("BEGIN")
    try await Queue.preparePlanner(on: connection)
    let search = try await RowSearch(filter, on: connection)
    let ids = try await connection.rows(search.ids(.newestFirst, limit: 50), as: Int.self)
    try await connection.execute("COMMIT")
    let after = try await reads()
    #expect(after.scans == before.scans && after.entries - before.entries <= 3000, "\(note): \(after.entries - before.entries) entries")
    #expect(ids == ids.sorted(by: >))
    if let expected { #expect(ids.sorted() == expected, note) } else { #expect(ids.count == 50, note) }
    await connection.close()
  }

  @Test("each filter finds rows anywhere without walking past the others", .tags(.slow), arguments: [false, true])
  func spread(isAnalysed: Bool) async throws {
    let stage = try Stage.current
    let (few, needles) = try await fill()
    if isAnalysed { try await stage.execute("VACUUM ANALYZE envoi.queue") }
    let ann = try EmailAddress("Ann@example.com")
    try await check("status", needles) { $0.statuses = [.error] }
    try await check("a common status") { $0.statuses = [.sent] }
    try await check("none of a status", []) { $0.statuses = [.delivered, .sending] }
    try await check("site", needles) { $0.site = few.id }
    try await check("sites", needles) { $0.sites = [few.id] }
    try await check("site and status", needles) { ($0.site, $0.statuses) = (few.id, [.error, .pending]) }
    try await check("reason", needles) { $0.reason = .complained }
    try await check("another reason", []) { $0.reason = .refused }
    try await check("recipient", needles) { $0.recipient = .email(ann) }
    try await check("recipient of another site", []) { ($0.recipient, $0.site) = (.email(ann), stage.site.id) }
    try await check("reference", needles) { $0.reference = "ref" }
    try await check("newsletter", needles) { $0.newsletter = 9 }
    try await check("a large newsletter") { $0.newsletter = 8 }
    try await check("newsletter and status", []) { ($0.newsletter, $0.statuses) = (8, [.error]) }
    try await check("until") { $0.until = .now - 80 * 86400 }
    try await check("times", needles) { ($0.since, $0.until) = (.now - 70 * 86400, .now - 50 * 86400) }
    try await check("message", needles) { $0.message = 2 }
    try await check("highest") { $0.highest = 10_000 }
    try await check("none") { _ in }
  }

  @Test("pages of a filter go through all its states and sites, and none is seen twice or missed")
  func pages() async throws {
    let stage = try Stage.current
    let other = try await stage.addSite("example.com")
    var ids: [Int] = []
    for state in ["sent", "pending", "sending", "error/refused", "delivered"] {
      ids += try await stage.insert(7, TransitionTests.columns(state))
      ids += try await stage.insert(6, site: other, TransitionTests.columns(state))
    }
    var filter = QueueFilter()
    filter.sites = [stage.site.id, other.id]
    var seen: [Int] = []
    let queue = Queue(stage.database)
    while case let page = try await queue.page(filter, before: seen.last, limit: 9), !page.isEmpty { seen += page.map(\.id) }
    #expect(seen == ids.reversed())
  }

  @Test("a row that a long transaction put in is found by its time")
  func longTransaction() async throws {
    let stage = try Stage.current
    try await stage.insert(2000, ["created_at": "now() - interval '3 h' + n * interval '1 s'"])
    let late = try await stage.insert(1, ["created_at": "now() - interval '3 h'"])
    var filter = QueueFilter()
    filter.until = .now - 2.99 * 3600
    #expect(try await Queue(stage.database).page(filter, limit: 1).map(\.id) == late)
  }
}
