import Postgres
import Testing

@testable import Envoi

@Suite("Purge", .staged)
struct PurgeTests {
  private var queue: Queue { get throws { Queue(try Stage.current.database) } }

  private func old(_ state: String = "sent", days: Int = 2) -> [String: String] {
    TransitionTests.columns(state).merging(["created_at": "now() - interval '\(days) days'"]) { $1 }
  }

  @Test("finished rows that are old enough go with their events, and a message and its key with the last row")
  func finished() async throws {
    let stage = try Stage.current
    let old = ["created_at": "now() - interval '2 days'"]
    func insert(_ state: String, _ columns: [String: String]) async throws -> [Int] {
      try await stage.insert(2, TransitionTests.columns(state).merging(columns) { $1 })
    }
    var gone: [Int] = []
    for state in ["sent", "delivered", "error/refused", "error/cancelled"] { gone += try await insert(state, old) }
    var kept = try await insert("sent", [:]) + insert("pending", old) + insert("sending", old)
    kept += try await insert("error/deferred", old.merging(["retry_at": "now()"]) { $1 })
    // A message of which one row has ended.
    let mixed = try await insert("sent", old)
    try await stage.execute("UPDATE envoi.queue SET status = 'pending' WHERE id = \(mixed[0])")
    try await stage.execute("INSERT INTO envoi.queue_event (queue_id, kind, generation) SELECT id, 'deferred', 1 FROM envoi.queue")
    try await stage.execute("INSERT INTO envoi.accepted SELECT site_id, id::text, '', id FROM envoi.message")
    let before: Int = try await stage.value("SELECT count(*) FROM envoi.message")
    var steps: [Int] = []
    #expect(try await queue.purge(olderThan: 86400, progress: { steps.append($0) }) == gone.count + 1)
    #expect(steps.last == gone.count + 1)
    let left: [Int] = try await stage.values("SELECT id FROM envoi.queue ORDER BY id")
    #expect(left == (kept + [mixed[0]]).sorted())
    #expect(
      try await stage.value(
        "SELECT count(*) FROM envoi.queue_event e WHERE NOT EXISTS (SELECT FROM envoi.queue WHERE id = e.queue_id)", as: Int.self) == 0)
    #expect(try await stage.value("SELECT count(*) FROM envoi.message", as: Int.self) == before - 4)
    #expect(try await stage.value("SELECT count(*) FROM envoi.accepted", as: Int.self) == before - 4)
    #expect(try await queue.purge(olderThan: 86400) == 0)
  }

  @Test("a purge of one site leaves the others, and one of many rows goes in batches")
  func purgeSite() async throws {
    let stage = try Stage.current
    let other = try await stage.addSite("example.com")
    let old = TransitionTests.columns("sent").merging(["created_at": "now() - interval '2 days'"]) { $1 }
    try await stage.insert(12_000, old)
    try await stage.insert(1, site: other, old)
    #expect(try await queue.purge(olderThan: 86400, site: stage.site.id) == 12_000)
    #expect(try await queue.statistics()[.sent] == 1)
  }

  @Test("rows are kept as long as their site says, unless an age is given")
  func keep() async throws {
    let stage = try Stage.current
    let other = try await stage.addSite("example.com")
    _ = try await Sites(stage.database).set("example.com", settings: SiteSettings(keep: "36h"))
    for (site, days) in [(stage.site, 89), (stage.site, 91), (other, 1), (other, 2)] {
      try await stage.insert(3, site: site, old(days: days))
    }
    #expect(try await queue.purgeableCount() == 6)
    #expect(try await queue.purgeableCount(site: other.id) == 3)
    #expect(try await queue.purgeableCount(olderThan: 86400) == 12)
    #expect(try await queue.purgeableCount(olderThan: 3 * 86400, site: other.id) == 0)
    #expect(try await queue.purge() == 6)
    #expect(
      try await stage.values("SELECT date_part('day', now() - created_at)::bigint FROM envoi.queue ORDER BY id", as: Int.self)
        == [89, 89, 89, 1, 1, 1])
    #expect(try await queue.purge(olderThan: 86400 / 2) == 6)
  }

  // MARK: Partitions

  /// From now on rows go into that partition.
  private func enter(_ partition: Int) async throws {
    try await Stage.current.execute("SELECT setval('envoi.queue_id_seq', \(partition) * 10000000)")
    try await Stage.current.execute("SELECT envoi.make_partitions()")
  }

  private func partitions(of parent: String = "queue") async throws -> [String] {
    try await Stage.current.values(
      "SELECT relname FROM pg_class WHERE relnamespace = 'envoi'::regnamespace AND relname ~ \("^\(parent)_\\d+$") AND relkind = 'r' ORDER BY 1"
    )
  }

  /// Messages, keys and events that belong to no row.
  private func leftovers() async throws -> Int {
    try await Stage.current.value(
      """
      SELECT (SELECT count(*) FROM envoi.message m WHERE NOT EXISTS (SELECT FROM envoi.queue WHERE message_id = m.id))
        + (SELECT count(*) FROM envoi.accepted a WHERE NOT EXISTS (SELECT FROM envoi.message WHERE id = a.message_id))
        + (SELECT count(*) FROM envoi.queue_event e WHERE NOT EXISTS (SELECT FROM envoi.queue WHERE id = e.queue_id))
      """)
  }

  private func addKeysAndEvents() async throws {
    try await Stage.current.execute("INSERT INTO envoi.queue_event (queue_id, kind, generation) SELECT id, 'deferred', 1 FROM envoi.queue")
    try await Stage.current.execute("INSERT INTO envoi.accepted SELECT site_id, id::text, '', id FROM envoi.message")
  }

  @Test("a partition in which nothing else is left is dropped, with its events, messages and keys; the current one and those ahead are not")
  func drop() async throws {
    let stage = try Stage.current
    for _ in 0..<3 { try await stage.insert(2000, old()) }
    let spanning = try await stage.insert(1, old())[0]
    try await enter(1)
    let kept = try await stage.insert(1, old())[0]
    try await stage.execute(
      "UPDATE envoi.queue SET message_id = (SELECT message_id FROM envoi.queue WHERE id = \(spanning)) WHERE id = \(kept)")
    try await stage.execute(
      "UPDATE envoi.message SET last_row = \(kept) WHERE id = (SELECT message_id FROM envoi.queue WHERE id = \(spanning))")
    try await stage.execute("DELETE FROM envoi.message WHERE first_row = \(kept)")
    try await addKeysAndEvents()
    try await stage.execute("UPDATE envoi.queue SET created_at = now() WHERE id = \(kept)")
    #expect(try await partitions() == ["queue_0", "queue_1", "queue_2", "queue_3"])
    #expect(try await queue.purge(olderThan: 86400) == 6001)
    #expect(try await partitions() == ["queue_1", "queue_2", "queue_3"])
    #expect(try await partitions(of: "queue_event") == ["queue_event_1", "queue_event_2", "queue_event_3"])
    #expect(try await stage.value("SELECT count(*) FROM envoi.message", as: Int.self) == 1)
    #expect(try await leftovers() == 0)

    // The current one has nothing else either.
    try await stage.execute("UPDATE envoi.queue SET created_at = now() - interval '2 days'")
    #expect(try await queue.purge(olderThan: 86400) == 1)
    #expect(try await partitions() == ["queue_1", "queue_2", "queue_3"])
    #expect(try await stage.value("SELECT count(*) FROM envoi.message", as: Int.self) == 0)
    #expect(try await leftovers() == 0)
  }

  @Test(
    "a partition with a row that has not ended, or is kept for longer, stays with that row",
    arguments: ["pending", "sending", "error/deferred", "young", "other"])
  func stays(_ state: String) async throws {
    let stage = try Stage.current
    let other = try await stage.addSite("example.com")
    try await stage.insert(3, old())
    var columns = old(["young", "other"].contains(state) ? "sent" : state)
    if state == "young" { columns["created_at"] = "now()" }
    if state == "error/deferred" { columns["retry_at"] = "now()" }
    let row = try await stage.insert(1, site: state == "other" ? other : stage.site, columns)
    try await enter(1)
    try await addKeysAndEvents()
    #expect(try await queue.purge(olderThan: 86400, site: stage.site.id) == 3)
    #expect(try await partitions() == ["queue_0", "queue_1", "queue_2", "queue_3"])
    #expect(try await stage.values("SELECT id FROM envoi.queue", as: Int.self) == row)
    #expect(try await leftovers() == 0)
  }

  @Test("a partition that somebody keeps in use hinders nobody: its rows are deleted")
  func inUse() async throws {
    let stage = try Stage.current
    try await stage.insert(3, old())
    try await enter(1)
    let reader = try await stage.database.connect()
    try await reader.execute("BEGIN")
    try await reader.execute("SELECT count(*) FROM envoi.queue")
    async let purged = queue.purge(olderThan: 86400)
    #expect(try await stage.insert(1).count == 1)
    #expect(try await purged == 3)
    #expect(try await partitions().first == "queue_0")
    #expect(try await leftovers() == 0)
    await reader.close()
    #expect(try await queue.purge(olderThan: 86400) == 0)
    #expect(try await partitions().first == "queue_1")
  }

  @Test("what a purge had detached that was stopped, the next one drops")
  func resumed() async throws {
    let stage = try Stage.current
    try await stage.insert(3, old())
    try await enter(1)
    try await addKeysAndEvents()
    try await stage.execute("ALTER TABLE envoi.queue DETACH PARTITION envoi.queue_0")
    try await stage.execute("ALTER TABLE envoi.queue_event DETACH PARTITION envoi.queue_event_0")
    #expect(try await queue.purge() == 3)
    #expect(try await partitions() == ["queue_1", "queue_2", "queue_3"])
    #expect(try await leftovers() == 0)
  }

  @Test("keys are found by their message, however many there are")
  func keys() async throws {
    let stage = try Stage.current
    try await stage.execute(
      "INSERT INTO envoi.accepted SELECT \(stage.site.id), n::text, '', n FROM generate_series(1, 200000) AS n")
    try await stage.execute("ANALYZE envoi.accepted")
    let plan = try await stage.values(
      "EXPLAIN DELETE FROM envoi.accepted WHERE message_id = ANY(\(Array(1...5000)))", as: String.self
    ).joined(separator: "\n")
    #expect(plan.contains("accepted_message") && !plan.contains("Seq Scan"), "\(plan)")
  }
}
