import Foundation
import MessageFormat
import Postgres
import Support
import Testing

@testable import Envoi

@Suite("Live events", .staged)
struct LiveEventsTests {
  private func listeners() async throws -> Int {
    try await Stage.current.value(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%envoi_events%'")
  }

  @Test("who watches a site hears of its rows, whatever ends them, and of no other site's")
  func heard() async throws {
    let stage = try Stage.current
    let other = try await stage.addSite("other.example")
    let live = LiveEvents(stage.database, log: stage.log)
    var events = try await live.subscribe(site: stage.site.id).makeAsyncIterator()
    let foreign = try await stage.leased(1, site: other)
    let ids = try await stage.leased(600, ["reference": "'r' || n"])
    let cancelled = try await stage.insert(1)[0]
    _ = try await stage.finish((foreign + ids).map { .sent($0, token: 7) })
    try await stage.execute("UPDATE envoi.queue SET status = 'error', reason = 'cancelled' WHERE id = \(cancelled)")
    var changes: [RowChange] = []
    while changes.count < 601, case .changed(let change)? = await events.next() { changes.append(change) }
    #expect(Set(changes.dropLast().map(\.id)) == Set(ids))
    let first = try #require(changes.first { $0.id == ids[0] })
    let row = try await stage.row(ids[0])
    #expect(
      first
        == RowChange(
          id: ids[0], generation: 1, status: .sent, reason: nil, channel: .email, recipient: "u1@example.net", reference: "r1",
          message: row.messageID, at: try #require(row.sentAt)))
    #expect(changes.last?.id == cancelled && changes.last?.status == .error && changes.last?.reason == .cancelled)
  }

  @Test("while nobody watches nothing is notified and no connection listens")
  func idle() async throws {
    let stage = try Stage.current
    let live = LiveEvents(stage.database, log: stage.log)
    let listener = try await stage.database.listen("envoi_events")
    let ids = try await stage.leased(2)
    _ = try await stage.finish([.sent(ids[0], token: 7)])
    #expect(try await listener.next(until: .now + .milliseconds(200)) == nil)
    do {
      let subscription = try await live.subscribe(site: stage.site.id)
      #expect(try await listeners() == 2)
      _ = try await stage.finish([.sent(ids[1], token: 7)])
      #expect(try await listener.next() == "\(stage.site.id) sent \(ids[1]).1")
      _ = subscription
    }
    await listener.close()
    try await eventually("nobody listens any more") { try await listeners() == 0 }
  }

  @Test("who only wants to know that something happens hears of what is put in and of what ends, and of no other site")
  func touched() async throws {
    let stage = try Stage.current
    let (other, third) = (try await stage.addSite("other.example"), try await stage.addSite("third.example"))
    let live = LiveEvents(stage.database, log: stage.log)
    var events = try await live.subscribe(touching: [stage.site.id, other.id]).makeAsyncIterator()
    var foreign = try await live.subscribe(touching: [third.id]).makeAsyncIterator()
    func put(_ site: Site) async throws {
      let submission = try Submission(site: site, subject: "Hello", text: "Text", html: nil)
      let addressee = Addressee(recipient: .email(try EmailAddress("ann@example.net")))
      _ = try await Enqueuer(database: stage.database, site: site, log: stage.log).enqueue(
        .init(submission: submission, addressees: [addressee]))
    }
    try await put(other)
    #expect(await events.next() == .touched)
    let id = try await stage.leased()[0]
    _ = try await stage.finish([.sent(id, token: 7)])
    #expect(await events.next() == .touched)
    // Whoever is slow hears it once, and not the rows.
    for _ in 0..<3 { try await put(stage.site) }
    try await put(third)
    #expect(await foreign.next() == .touched)
    #expect(await events.next() == .dropped)
    #expect(await events.next() == .touched)
  }

  @Test("an open page hears of rows that are tried in vain, lost, requeued and taken back, and of a plain NOTIFY")
  func changed() async throws {
    let stage = try Stage.current
    let (queue, operations) = (Queue(stage.database), Operations(stage.database, log: stage.log))
    let user = try await stage.addUser().id
    let (deferred, lost) = (try await stage.leased()[0], try await stage.leased()[0])
    let refused = try await stage.insert(1, TransitionTests.columns("error/refused"))
    var waiting = QueueFilter()
    waiting.ids = try await stage.insert(1)
    let cancelled = try await operations.begin(.cancel, waiting, user: user, actor: "ann")
    // Its beat is slow: what is heard was told.
    var events = try await LiveEvents(stage.database, log: stage.log).subscribe(touching: [stage.site.id]).makeAsyncIterator()

    _ = try await stage.finish([
      Settlement(id: deferred, token: 7, status: .error, reason: .deferred, event: "deferred", attempts: 1, retryIn: 60)
    ])
    #expect(await events.next() == .touched)
    try await stage.execute("UPDATE envoi.queue SET lease_until = now() - interval '1 second' WHERE id = \(lost)")
    #expect(try await stage.database.withConnection { try await Doubt.settleLapsed(on: $0) } == 1)
    #expect(await events.next() == .touched)
    var filter = QueueFilter()
    filter.ids = refused
    #expect(try await queue.requeue(filter, actor: "ann") == 1)
    #expect(await events.next() == .touched)
    #expect(try await operations.undo(cancelled.id, user: user) == 1)
    #expect(await events.next() == .touched)
    try await stage.execute("NOTIFY envoi_queue")
    #expect(await events.next() == .touched)
  }

  @Test("two watch over one connection, and one who goes takes nothing from the other")
  func two() async throws {
    let stage = try Stage.current
    let live = LiveEvents(stage.database, log: stage.log)
    var staying = try await live.subscribe(site: stage.site.id).makeAsyncIterator()
    do {
      var leaving = try await live.subscribe(site: stage.site.id).makeAsyncIterator()
      let id = try await stage.leased()[0]
      _ = try await stage.finish([.sent(id, token: 7)])
      for event in [await staying.next(), await leaving.next()] {
        guard case .changed(let change)? = event else { throw FixtureError("\(event.debugDescription)") }
        #expect(change.id == id)
      }
      #expect(try await listeners() == 1)
    }
    let id = try await stage.leased()[0]
    _ = try await stage.finish([.sent(id, token: 7)])
    guard case .changed(let change)? = await staying.next() else { throw FixtureError("nothing") }
    #expect(change.id == id)
  }

  @Test("a lost connection is made again, and who watches is told that something may be missing")
  func lost() async throws {
    let stage = try Stage.current
    let live = LiveEvents(stage.database, log: stage.log)
    var events = try await live.subscribe(site: stage.site.id).makeAsyncIterator()
    let cut = try await stage.values(
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()
      """, as: Bool.self)
    #expect(cut == [true])
    #expect(await events.next() == .dropped)
    let id = try await stage.leased()[0]
    _ = try await stage.finish([.sent(id, token: 7)])
    guard case .changed(let change)? = await events.next() else { throw FixtureError("nothing") }
    #expect(change.id == id)
  }

  @Test("a reader that is too slow hears that it is, and then the latest")
  func slow() async throws {
    let (subscription, source) = LiveSubscription.make {}
    let changes = (1...LiveSubscription.limit + 5).map { id in
      RowChange(
        id: id, generation: 1, status: .sent, reason: nil, channel: .email, recipient: "x", reference: nil, message: 1, at: .infinity)
    }
    for change in changes { source.yield(.changed(change)) }
    var events = subscription.makeAsyncIterator()
    #expect(await events.next() == .dropped)
    #expect(await events.next() == .changed(changes[5]))
  }
}
