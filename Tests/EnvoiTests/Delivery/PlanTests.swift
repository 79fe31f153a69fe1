import Postgres
import Testing

@testable import Envoi

/// What the statements of a worker read, by the server's own count: the plans of the very statements that run, whatever they are today.
@Suite("Plans", .staged)
struct PlanTests {
  private struct Reads {
    /// Sequential scans of a partition of the queue.
    var scans: Int
    /// Index entries, and rows that they led to.
    var entries: Int
  }

  /// - Returns: what the body read through this connection.
  private func reads(on connection: Connection, _ body: () async throws -> Void) async throws -> Reads {
    func count() async throws -> (Int, Int) {
      try await connection.execute("SELECT pg_stat_force_next_flush()")
      let counts = try await connection.row(
        """
        SELECT (SELECT sum(seq_scan)::bigint FROM pg_stat_user_tables WHERE relname ~ '^queue_[0-9]'),
          (SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE relname ~ '^queue_[0-9]')
        """, as: (Int, Int).self)
      return try #require(counts)
    }
    let before = try await count()
    try await body()
    let after = try await count()
    return Reads(scans: after.0 - before.0, entries: after.1 - before.1)
  }

  /// Runs every statement of a worker, in batches of 500 under tokens from `token` on.
  private func check(_ worker: Connection, token: Int, _ note: Comment, _ channel: Channel = .email, chat: String? = nil) async throws {
    let stage = try Stage.current
    var claim = Claim(Route(site: stage.site.id, channel: channel, destination: chat), transport: chat ?? "gw")
    var rows: [ClaimedRow] = []
    for round in 0..<3 {
      let claimed = try await reads(on: worker) { rows = try await claim.next(.pending, limit: 500, token: token + round, on: worker) }
      // From the front, the entries of rows that were claimed before are walked too, while somebody's snapshot (autoanalyze) may see them.
      #expect(claimed.scans == 0 && claimed.entries <= 8000, "claim, \(note), round \(round): \(claimed)")
    }
    let retried = try await reads(on: worker) { _ = try await claim.next(.retry, limit: 500, token: token + 3, on: worker) }
    #expect(retried.scans == 0 && retried.entries <= 8000, "retry claim, \(note): \(retried)")
    let finished = try await reads(on: worker) {
      _ = try await Finish.apply(rows.map { .sent($0.id, token: token + 2) }, on: worker)
    }
    // Where there are webhooks the rows are read once more, in both versions, to be told.
    #expect(finished.scans == 0 && finished.entries <= 2500, "finish, \(note): \(finished)")
    for kinds in [[Claim.Kind.pending], [.retry], [.pending, .retry]] {
      let due = try await reads(on: worker) { _ = try await DueRoutes.among(nil, kinds: kinds, on: worker) }
      #expect(due.scans == 0 && due.entries <= 5000, "due ways \(kinds), \(note): \(due)")
    }
    let extended = try await reads(on: worker) { _ = try await Ledger.extend([token], on: worker) }
    #expect(extended.scans == 0 && extended.entries <= 20_000, "extended leases, \(note): \(extended)")
    let lapsed = try await reads(on: worker) { _ = try await Doubt.settleLapsed(on: worker) }
    #expect(lapsed.scans == 0 && lapsed.entries <= 8000, "lapsed leases, \(note): \(lapsed)")
    let expired = try await reads(on: worker) { _ = try await Sweep.expire(on: worker) }
    #expect(expired.scans == 0 && expired.entries <= 8000, "expired rows, \(note): \(expired)")
    // What it counts it has to read.
    var left = 0
    let counted = try await reads(on: worker) { left = try await DueRoutes.left(of: stage.site.id, kinds: Claim.Kind.allCases, on: worker) }
    #expect(counted.scans == 0 && counted.entries <= 3 * left + 8000, "what is left, \(note): \(counted) for \(left)")
    let header = JournalHeader(try await Installation.open(stage.database))
    let replay = JournalReplay(database: stage.workers, directory: stage.journals, header: header, log: stage.log)
    let replayed = try await reads(on: worker) {
      try await worker.transaction { connection in
        var lines = CopyText()
        for token in token..<token + 3 { Journal.claim(token, into: &lines) }
        for row in rows.prefix(100) { Journal.intent(row.id, token + 2, into: &lines) }
        for row in rows.suffix(100) { Journal.outcome(.sent(row.id, token: token + 2), into: &lines) }
        _ = try await replay.settle(lines.bytes, sameBoot: true, on: connection)
      }
    }
    #expect(replayed.scans == 0 && replayed.entries <= 20_000, "replayed journal, \(note): \(replayed)")
  }

  @Test("on an empty queue and a fresh one nothing scans a partition")
  func fresh() async throws {
    let stage = try Stage.current
    let worker = try await stage.workers.connect()
    try await check(worker, token: 1, "empty")
    try await stage.insert(2000)
    try await check(worker, token: 11, "never analysed")
    await worker.close()
  }

  @Test("with a million finished rows and 100,000 that wait each batch reads little more than its own rows", .tags(.slow))
  func history() async throws {
    let stage = try Stage.current
    // A plan that was made while the partition was empty stays.
    let early = try await stage.workers.connect()
    try await check(early, token: 1, "empty")
    try await stage.insert(1_000_000, ["status": "'sent'", "sent_at": "now()"])
    try await stage.insert(100_000, ["priority": "n % 10"])
    try await stage.insert(50_000, TransitionTests.columns("error/deferred").merging(["retry_at": "now() - interval '1 h'"]) { $1 })
    try await check(early, token: 11, "planned when it was empty")
    let late = try await stage.workers.connect()
    try await check(late, token: 21, "never analysed")
    try await stage.execute("ANALYZE envoi.queue")
    try await check(early, token: 31, "analysed")
    await early.close()
    await late.close()
  }

  @Test("a plan that was made while nothing was leased does not walk all leases for each row", .tags(.slow))
  func noLeases() async throws {
    let stage = try Stage.current
    try await stage.insert(300_000, ["status": "'sent'", "sent_at": "now()"])
    try await stage.execute("VACUUM ANALYZE envoi.queue")
    try await stage.insert(20_000)
    let worker = try await stage.workers.connect()
    try await check(worker, token: 1, "nothing leased")
    await worker.close()
  }

  @Test("a worker that planned before the next partition was used finds its rows as quickly there", .tags(.slow))
  func nextPartition() async throws {
    let stage = try Stage.current
    try await stage.insert(1000)
    try await stage.execute("ANALYZE envoi.queue")
    let worker = try await stage.workers.connect()
    try await check(worker, token: 1, "first partition")
    try await stage.execute("SELECT setval('envoi.queue_id_seq', 10000000)")
    try await stage.insert(50_000, ["expires_at": "now() + n % 50 * interval '1 h' + interval '1 h'"])
    try await stage.insert(50_000, TransitionTests.columns("error/deferred").merging(["retry_at": "now() - interval '1 h'"]) { $1 })
    try await check(worker, token: 11, "second partition")
    await worker.close()
  }

  @Test("SMS, and the rows of a chat or a webhook beside another one that is paused, are found as quickly", .tags(.slow))
  func otherChannels() async throws {
    let stage = try Stage.current
    try await stage.execute(
      """
      INSERT INTO envoi.transport (site_id, name, channel, kind, url, gateway)
      SELECT \(stage.site.id), name, channel::envoi.channel, 'gateway', '', 'none'
      FROM (VALUES ('gw', 'sms'), ('ops', 'chat'), ('paused', 'chat'), ('hook', 'webhook')) AS t(name, channel)
      """)
    let early = try await stage.workers.connect()
    for (channel, chat) in [(Channel.sms, String?.none), (.chat, "ops"), (.webhook, "hook")] {
      try await check(early, token: 1, "empty", channel, chat: chat)
    }
    func insert(_ count: Int, _ channel: Channel, _ destination: String, _ status: String, reason: String? = nil) async throws {
      try await stage.execute(
        """
        INSERT INTO envoi.queue (message_id, site_id, channel, recipient, destination, status, reason, sent_at, retry_at)
        SELECT 0, \(stage.site.id), \(channel.rawValue)::envoi.channel, '+336' || n, \(destination), \(status)::envoi.status,
          \(reason)::envoi.reason, now(), CASE WHEN \(reason)::text IS NOT NULL THEN now() - interval '1 h' END
        FROM generate_series(1, \(count)) AS n
        """)
    }
    try await insert(100_000, .sms, "gw", "sent")
    try await insert(20_000, .sms, "sms", "pending")
    for (channel, name) in [(Channel.chat, "paused"), (.chat, "ops"), (.webhook, "hook")] {
      try await insert(20_000, channel, name, "pending")
      try await insert(20_000, channel, name, "error", reason: "deferred")
    }
    try await check(early, token: 11, "planned when it was empty", .sms)
    try await check(early, token: 21, "planned when it was empty", .chat, chat: "ops")
    try await check(early, token: 51, "planned when it was empty", .webhook, chat: "hook")
    await early.close()
    try await stage.execute("UPDATE envoi.queue SET status = 'pending', token = NULL, lease_until = NULL WHERE token IS NOT NULL")
    // Before the first ANALYZE the planner takes either index of a chat's retries: it may read those of the site's other chats.
    try await stage.execute("VACUUM ANALYZE envoi.queue")
    let late = try await stage.workers.connect()
    try await check(late, token: 31, "analysed", .sms)
    try await check(late, token: 41, "analysed", .chat, chat: "ops")
    try await check(late, token: 61, "analysed", .webhook, chat: "hook")
    await late.close()
  }

  @Test("what waits is listed quickly however much is finished", .tags(.slow))
  func listed() async throws {
    let stage = try Stage.current
    try await stage.insert(300_000, ["status": "'sent'", "sent_at": "now()"])
    try await stage.insert(3)
    try await stage.execute("ANALYZE envoi.queue")
    var filter = QueueFilter()
    filter.statuses = [.pending]
    let reader = try await stage.database.connect()
    let condition = filter.condition
    let listing = try await reads(on: reader) {
      let ids = try await reader.rows("SELECT q.id FROM envoi.queue q WHERE \(sql: condition) ORDER BY q.id DESC LIMIT 50", as: Int.self)
      #expect(ids.count == 3)
    }
    // The two partitions ahead are empty.
    #expect(listing.scans <= 2 && listing.entries <= 2000, "\(listing)")
    await reader.close()
  }

  @Test("an old snapshot does not have each claim walk the rows that were claimed before", .tags(.slow))
  func snapshot() async throws {
    let stage = try Stage.current
    try await stage.insert(20_000)
    let reader = try await stage.database.connect()
    try await reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    try await reader.execute("SELECT count(*) FROM envoi.queue")
    let worker = try await stage.workers.connect()
    var claim = Claim(Route(site: stage.site.id, channel: .email))
    var walked: [Int] = []
    for token in 1...20 {
      walked.append(try await reads(on: worker) { _ = try await claim.next(.pending, limit: 500, token: token, on: worker) }.entries)
    }
    // Once a second it looks from the front, and walks them all then.
    #expect(walked.sorted()[10] <= 2500, "\(walked)")
    await reader.close()
    await worker.close()
  }
}
