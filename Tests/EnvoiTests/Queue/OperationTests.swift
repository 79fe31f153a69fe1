import Postgres
import Testing

@testable import Envoi

@Suite("Operations", .staged)
struct OperationTests {
  private let operations: Operations

  init() throws {
    let stage = try Stage.current
    operations = Operations(stage.database, log: stage.log)
  }

  private func user(_ address: String = "ann@example.org") async throws -> Int32 {
    try await Stage.current.value("INSERT INTO envoi.user (address) VALUES (\(address)) RETURNING id")
  }

  /// Its time is over.
  private func age(_ operation: Envoi.Operation) async throws {
    try await Stage.current.execute("UPDATE envoi.operation SET until = clock_timestamp() WHERE id = \(operation.id)")
    // For the rows as much time has passed.
    try await Stage.current.execute("UPDATE envoi.queue SET sent_at = sent_at - interval '10 seconds'")
  }

  private func only(_ change: (inout QueueFilter) -> Void) -> QueueFilter {
    var filter = QueueFilter()
    change(&filter)
    return filter
  }

  @Test("a requeue is counted before, waits ten seconds, and leaves the rows that came later")
  func requeue() async throws {
    let stage = try Stage.current
    let (ann, bob) = try await (user(), user("bob@example.org"))
    let rows = try await stage.insert(3, TransitionTests.columns("error/refused"))
    #expect(try await operations.count(.requeue, QueueFilter()) == [.error: .exact(3)])
    let operation = try await operations.begin(.requeue, QueueFilter(), user: ann, actor: "ann")
    #expect(operation.rows == 3 && operation.secondsLeft > 0 && operation.secondsLeft <= 10)
    let later = try await stage.insert(1, TransitionTests.columns("error/refused"))
    #expect(try await operations.open(user: ann).map(\.id) == [operation.id])
    #expect(try await operations.open(user: bob).isEmpty)
    let wait = try #require(try await operations.carryOutDue())
    #expect(wait > 0 && wait <= 10)
    #expect(try await stage.states(rows + later).allSatisfy { $0 == "error/refused" })
    try await age(operation)
    #expect(try await operations.undo(operation.id, user: ann) == nil)
    #expect(try await operations.carryOutDue() == nil)
    #expect(try await stage.states(rows + later) == ["pending", "pending", "pending", "error/refused"])
    #expect(try await Queue(stage.database).events(of: rows[0]).map(\.actor) == ["ann"])
    #expect(try await operations.open(user: ann).isEmpty)
  }

  @Test("a requeue is taken back by its user alone, once")
  func undoneRequeue() async throws {
    let stage = try Stage.current
    let (ann, bob) = try await (user(), user("bob@example.org"))
    let rows = try await stage.insert(2, TransitionTests.columns("sent"))
    let operation = try await operations.begin(.requeue, only { $0.ids = rows }, user: ann, actor: "ann")
    #expect(try await operations.undo(operation.id, user: bob) == nil)
    #expect(try await operations.undo(operation.id, user: ann) == 2)
    #expect(try await operations.undo(operation.id, user: ann) == nil)
    #expect(try await operations.carryOutDue() == nil)
    #expect(try await stage.states(rows) == ["sent", "sent"])
  }

  @Test("a cancellation is at once; taken back, exactly its rows wait again, with the times they had")
  func cancel() async throws {
    let stage = try Stage.current
    let ann = try await user()
    let cancelledBefore = try await stage.insert(1)
    _ = try await Queue(stage.database).cancel(QueueFilter(), actor: "ann")
    let tomorrow = try await stage.insert(1, ["due_at": "now() + interval '1 day'", "expires_at": "now() + interval '25 h'"])
    let retried = try await stage.insert(1, TransitionTests.columns("error/deferred").merging(["retry_at": "now()"]) { $1 })
    let now = try await stage.insert(2)
    let before = try await stage.row(tomorrow[0])
    let operation = try await operations.begin(.cancel, QueueFilter(), user: ann, actor: "ann")
    #expect(operation.rows == 4 && operation.secondsLeft > 0)
    #expect(try await stage.states(tomorrow + retried + now).allSatisfy { $0 == "error/cancelled" })
    // Somebody sends one of them again, and cancels it anew: that is not this operation's.
    _ = try await Queue(stage.database).requeue(only { $0.ids = [now[0]] }, actor: "bob")
    _ = try await Queue(stage.database).cancel(only { $0.ids = [now[0]] }, actor: "bob")
    #expect(try await operations.undo(operation.id, user: ann) == 3)
    let states = try await stage.states(cancelledBefore + tomorrow + retried + now)
    #expect(states == ["error/cancelled", "pending", "pending", "error/cancelled", "pending"])
    let after = try await stage.row(tomorrow[0])
    #expect(after.dueAt == before.dueAt && after.expiresAt == before.expiresAt)
    #expect(try await stage.events(now[1]) == ["cancelled", "requeued"])
    #expect(try await operations.undo(operation.id, user: ann) == nil)
  }

  @Test("a cancellation whose time is over stays")
  func lateUndo() async throws {
    let stage = try Stage.current
    let ann = try await user()
    let rows = try await stage.insert(1)
    let operation = try await operations.begin(.cancel, only { $0.ids = rows }, user: ann, actor: "ann")
    try await age(operation)
    #expect(try await operations.undo(operation.id, user: ann) == nil)
    #expect(try await operations.carryOutDue() == nil)
    #expect(try await stage.value("SELECT count(*) FROM envoi.operation", as: Int.self) == 0)
    #expect(try await stage.states(rows) == ["error/cancelled"])
  }

  @Test("a row that is named and being sent stays as it is, and does not hold up the others")
  func beingSent() async throws {
    let stage = try Stage.current
    let ann = try await user()
    let rows = try await stage.insert(1) + stage.insert(1, TransitionTests.columns("sending"))
    let cancelled = try await operations.begin(.cancel, only { $0.ids = rows }, user: ann, actor: "ann")
    #expect(cancelled.rows == 1)
    #expect(try await stage.states(rows) == ["error/cancelled", "sending"])
    let requeued = try await operations.begin(.requeue, only { $0.ids = rows }, user: ann, actor: "ann")
    try await age(requeued)
    _ = try await operations.carryOutDue()
    #expect(try await stage.states(rows) == ["pending", "sending"])
  }

  @Test("what was sent since it was asked for is not sent again")
  func sentSince() async throws {
    let stage = try Stage.current
    let ann = try await user()
    let rows = try await stage.insert(1) + stage.insert(1, TransitionTests.columns("error/refused"))
    let operation = try await operations.begin(.requeue, only { $0.ids = rows }, user: ann, actor: "ann")
    try await stage.execute(
      "UPDATE envoi.queue SET status = 'sending', token = 1, lease_until = now() + interval '1 minute' WHERE id = \(rows[0])")
    try await stage.execute(
      """
      UPDATE envoi.queue SET status = 'sent', token = NULL, lease_until = NULL, sent_at = now() + interval '5 seconds' WHERE id = \(rows[0])
      """)
    try await age(operation)
    _ = try await operations.carryOutDue()
    #expect(try await stage.states(rows) == ["sent", "pending"])
  }

  @Test("what a process left in the middle is gone on with where it stood, and no row is done twice")
  func left() async throws {
    let stage = try Stage.current
    let ann = try await user()
    let rows = try await stage.insert(4, TransitionTests.columns("error/refused"))
    let operation = try await operations.begin(.requeue, QueueFilter(), user: ann, actor: "ann")
    // It had come to the second row, which has failed again since.
    try await stage.execute("UPDATE envoi.operation SET done_to = \(rows[1]) WHERE id = \(operation.id)")
    try await age(operation)
    async let other: Double? = Operations(stage.database, log: stage.log).carryOutDue()
    _ = try await (operations.carryOutDue(), other)
    #expect(try await stage.states(rows) == ["error/refused", "error/refused", "pending", "pending"])
    for id in rows[2...] { #expect(try await stage.events(id) == ["requeued"]) }
  }

  @Test("the service takes what is overdue at its start, and is woken by what begins")
  func service() async throws {
    let stage = try Stage.current
    let ann = try await user()
    let rows = try await stage.insert(1, TransitionTests.columns("error/refused"))
    try await age(try await operations.begin(.requeue, QueueFilter(), user: ann, actor: "ann"))
    let running = Task { try await operations.run() }
    let listener = try await stage.database.listen("envoi_queue")
    while try await stage.state(rows[0]) != "pending" { _ = try await listener.next(until: .now + .milliseconds(200)) }
    running.cancel()
    try await running.value
    await listener.close()
  }
}
