import Foundation
import MessageFormat
import Postgres
import Testing

@testable import Envoi

@Suite("Queue", .staged)
struct QueueTests {
  private var queue: Queue { get throws { Queue(try Stage.current.database) } }

  private func filter(_ change: (inout QueueFilter) -> Void) -> QueueFilter {
    var filter = QueueFilter()
    change(&filter)
    return filter
  }

  @Test("pages go from the newest row back, and none is seen twice or missed")
  func pages() async throws {
    let ids = try await Stage.current.insert(25)
    var seen: [Int] = []
    while case let page = try await queue.page(QueueFilter(), before: seen.last, limit: 10), !page.isEmpty { seen += page.map(\.id) }
    #expect(seen == ids.reversed())
  }

  @Test("each filter finds its rows, and several together those that fit all")
  func filters() async throws {
    let stage = try Stage.current
    let (first, second) = try (EmailAddress("u1@example.net"), EmailAddress("u2@example.net"))
    let other = try await stage.addSite("example.com")
    let plain = try await stage.insert(2)
    let sent = try await stage.insert(1, TransitionTests.columns("sent"))
    let refused = try await stage.insert(
      1, TransitionTests.columns("error/refused").merging(["reference": "'r7'", "tags": "'{a,b}'"]) { $1 })
    let old = try await stage.insert(1, site: other, ["created_at": "now() - interval '1 day'"])
    func find(_ change: (inout QueueFilter) -> Void) async throws -> [Int] {
      let filter = filter(change)
      return try await queue.page(filter, limit: 100).map(\.id).sorted()
    }
    #expect(try await find { _ in } == plain + sent + refused + old)
    #expect(try await find { $0.ids = [sent[0], old[0], 999] } == sent + old)
    #expect(try await find { $0.site = other.id } == old)
    #expect(try await find { $0.statuses = [.sent, .error] } == sent + refused)
    #expect(try await find { $0.reason = .refused } == refused)
    #expect(try await find { $0.recipient = .email(second) } == [plain[1]])
    try await stage.execute("UPDATE envoi.queue SET recipient = 'u2@Example.NET' WHERE id = \(plain[1])")
    #expect(try await find { $0.recipient = .email(second) } == [plain[1]])
    let message = try await stage.row(plain[0]).messageID
    #expect(try await find { $0.message = message } == plain)
    #expect(try await find { $0.message = 999 } == [])
    #expect(try await find { $0.since = .now - 3600 } == plain + sent + refused)
    #expect(try await find { $0.reference = "r7" } == refused)
    #expect(try await find { $0.tag = "b" } == refused)
    #expect(
      try await find {
        $0.statuses = [.pending]; $0.site = stage.site.id; $0.recipient = .email(first)
      } == [plain[0]])
  }

  @Test("statistics count every state, also those with no row")
  func statistics() async throws {
    let stage = try Stage.current
    for (state, count) in [("sent", 3), ("error/refused", 2), ("pending", 1)] {
      try await stage.insert(count, TransitionTests.columns(state))
    }
    #expect(try await queue.statistics() == [.pending: 1, .sending: 0, .sent: 3, .error: 2, .delivered: 0])
    let other = try await stage.addSite("example.com")
    #expect(try await queue.statistics(site: other.id).values.allSatisfy { $0 == 0 })
  }

  @Test("requeue by filter takes what is in error, what was sent only where that is said, and leaves the rest, with who in the events")
  func requeue() async throws {
    let stage = try Stage.current
    let failed = try await stage.insert(3, TransitionTests.columns("error/refused"))
    let sent = try await stage.insert(2, TransitionTests.columns("sent"))
    let others = try await stage.insert(1, TransitionTests.columns("sending")) + stage.insert(1)
    let ended = filter { $0.statuses = [.error, .sent, .delivered] }
    #expect(try await queue.count(.requeue, QueueFilter()) == [.error: .exact(3)])
    #expect(try await queue.count(.requeue, ended) == [.error: .exact(3), .sent: .exact(2)])
    #expect(try await stage.states(failed + sent).contains("pending") == false)
    #expect(try await queue.requeue(QueueFilter(), actor: "ann") == 3)
    #expect(
      try await stage.states(failed + sent + others) == Array(repeating: "pending", count: 3) + ["sent", "sent", "sending", "pending"])
    #expect(try await queue.requeue(QueueFilter(), actor: "ann") == 0)
    #expect(try await queue.requeue(ended, actor: "ann") == 2)
    for id in failed + sent { #expect(try await queue.events(of: id).map { "\($0.kind) \($0.actor ?? "-")" } == ["requeued ann"]) }
    let named = filter { $0.ids = [others[0], failed[0]] }
    let error = await #expect(throws: PostgresError.self) { _ = try await queue.requeue(named, actor: "ann") }
    #expect(error?.message.contains("row \(others[0]) is being sent") == true)
  }

  @Test("cancel ends what waits, between two tries too, and leaves the rest")
  func cancel() async throws {
    let stage = try Stage.current
    let waiting =
      try await stage.insert(2)
      + stage.insert(1, TransitionTests.columns("error/deferred").merging(["retry_at": "now()", "attempts": "2"]) { $1 })
    let others =
      try await stage.insert(1, TransitionTests.columns("sent")) + stage.insert(1, TransitionTests.columns("error/refused"))
      + stage.insert(1, TransitionTests.columns("sending"))
    #expect(try await queue.count(.cancel, QueueFilter()) == [.pending: .exact(2), .error: .exact(1)])
    #expect(try await queue.cancel(QueueFilter(), actor: "ann") == 3)
    #expect(
      try await stage.states(waiting + others) == Array(repeating: "error/cancelled", count: 3) + ["sent", "error/refused", "sending"])
    for id in waiting {
      #expect(try await queue.events(of: id).map { "\($0.kind) \($0.actor ?? "-")" } == ["cancelled ann"])
      #expect(try await stage.row(id).retryAt == nil)
    }
    #expect(try await queue.cancel(QueueFilter(), actor: "ann") == 0)
    let named = filter { $0.ids = [others[2]] }
    await #expect(throws: PostgresError.self) { _ = try await queue.cancel(named, actor: "ann") }
  }

  @Test("many rows are changed a batch at a time, each once, and workers are told")
  func batches() async throws {
    let stage = try Stage.current
    try await stage.insert(25_000, TransitionTests.columns("error/refused"))
    let listener = try await stage.database.listen("envoi_queue")
    #expect(try await queue.requeue(QueueFilter(), actor: "ann") == 25_000)
    #expect(try await listener.next(until: .now + .seconds(10)) == "\(stage.site.id) *")
    await listener.close()
    #expect(try await queue.cancel(QueueFilter(), actor: "ann") == 25_000)
    #expect(try await stage.value("SELECT count(*) FROM envoi.queue_event", as: Int.self) == 50_000)
  }

  @Test("a change has a line in the audit of each site, with all its rows; one that fails or changes nothing has none")
  func audited() async throws {
    let stage = try Stage.current
    let other = try await stage.addSite("example.com")
    let rows = try await stage.insert(12_000, TransitionTests.columns("error/refused"))
    try await stage.insert(2, site: other, TransitionTests.columns("error/refused"))
    let ann = Actor(name: "ann", client: "192.0.2.7")
    let refused = filter { $0.reason = .refused }
    let counts = try await queue.count(.requeue, refused)
    #expect(counts[.error]?.isExact == false)
    #expect(try await queue.change(.requeue, refused, by: ann) == 12_002)
    #expect(try await queue.change(.requeue, refused, by: ann) == 0)
    #expect(try await queue.change(.cancel, filter { $0.ids = [rows[0]] }, by: ann) == 1)
    let sending = try await stage.insert(1, TransitionTests.columns("sending"))
    await #expect(throws: PostgresError.self) { _ = try await queue.change(.cancel, filter { $0.ids = [rows[1]] + sending }, by: ann) }
    let lines = try await Audit(stage.database).lines(sites: nil, limit: 10)
    #expect(
      lines.map { "\($0.action) \($0.subject ?? "-") \($0.site ?? "-") \($0.client ?? "-")" } == [
        "queue.cancel \(rows[0]) example.org 192.0.2.7", "queue.requeue - example.com 192.0.2.7", "queue.requeue - example.org 192.0.2.7",
      ])
    #expect(
      lines.map(\.detail) == [["rows": "1"], ["rows": "2", "filter": "reason=refused"], ["rows": "12000", "filter": "reason=refused"]])
  }

  @Test("a row's subject is what its recipient reads; where that cannot be written, and where none is a template, it is what was put in")
  func subjects() async throws {
    let stage = try Stage.current
    let lines = [
      #"{"to": [{"address": "ann@a.test", "name": "Ann <b>", "variables": {"n": 3}}], "subject": "{{name}}: {{variables.n}} {{#variables.x}}x{{/variables.x}}", "text": "x"}"#,
      #"{"to": "bob@a.test", "subject": "Hello", "text": "x"}"#,
      #"{"to": [{"address": "eve@a.test", "variables": {"n": {"sealed": "AAAA"}}}], "subject": "Your {{variables.n}}", "text": "x"}"#,
    ]
    let intake = Intake(stage.database, door: try await stage.door(), log: stage.log)
    var rows: [Int] = []
    for line in lines { rows += try await intake.enqueue(json: Data(line.utf8), files: .folder(".")).rows }
    let literal = try await stage.insert(1, subject: "{{name}} as it is")
    #expect(
      try await Queue(stage.database).rows(ids: rows + literal).map(\.subject)
        == ["Ann <b>: 3 ", "Hello", "Your •••", "{{name}} as it is"])
    try await stage.execute("UPDATE envoi.queue SET recipient_name = NULL WHERE id = \(rows[0])")
    #expect(try await stage.row(rows[0]).subject?.hasPrefix("{{name}}: ") == true)
  }
}
