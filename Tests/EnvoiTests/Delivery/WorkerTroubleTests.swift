import Foundation
import Postgres
import Support
import Synchronization
import Testing

@testable import Envoi

/// What gets in the way of a pass, and what has to hold then.
@Suite("Worker in trouble", .staged)
struct WorkerTroubleTests {
  @Test("what has waited too long is given up, whether it is pending, held or between two tries")
  func expired() async throws {
    let stage = try Stage.current
    let past = ["due_at": "now() - interval '2 h'", "expires_at": "now() - interval '1 s'"]
    let ids =
      try await stage.insert(1, past) + stage.insert(1, ["due_at": "'infinity'", "expires_at": "now() - interval '1 s'"])
      + stage.insert(
        1,
        past.merging(TransitionTests.columns("error/deferred")) { $1 }.merging(["retry_at": "now() + interval '1 h'", "reply": "'busy'"]) {
          $1
        })
    let final = try await stage.insert(1, past.merging(TransitionTests.columns("error/refused")) { $1 })
    _ = try await stage.worker().run(.send)
    #expect(try await stage.states(ids + final) == ["error/expired", "error/expired", "error/expired", "error/refused"])
    for id in ids { #expect(try await stage.events(id) == ["expired"]) }
    let late = try await stage.row(ids[2])
    #expect(late.reply == "busy" && late.retryAt == nil)
    #expect(try stage.mails().isEmpty)
  }

  @Test("what can never be composed or sent is invalid and stands in nobody's way")
  func invalid() async throws {
    let stage = try Stage.current
    let bad = try await stage.insert(1)
    try await stage.execute("UPDATE envoi.queue SET recipient = 'nobody' WHERE id = \(bad[0])")
    let gone = try await stage.insert(1)
    try await stage.execute("DELETE FROM envoi.message WHERE id = (SELECT message_id FROM envoi.queue WHERE id = \(gone[0]))")
    let attached = try await stage.insert(1)
    try await stage.execute(
      """
      INSERT INTO envoi.attachment (message_id, position, name, type, content)
      SELECT message_id, 0, 'a/b', 'no type', '' FROM envoi.queue WHERE id = \(attached[0])
      """)
    let headers = try await stage.insert(1)
    try await stage.execute(
      "UPDATE envoi.message SET headers = '{\"a\": 1}' WHERE id = (SELECT message_id FROM envoi.queue WHERE id = \(headers[0]))")
    let template = try await stage.insert(1)
    try await stage.execute(
      "UPDATE envoi.message SET is_template = true, text = '{{variables.x}}' WHERE id = (SELECT message_id FROM envoi.queue WHERE id = \(template[0]))"
    )
    let endless = try await stage.insert(1, ["expires_at": "'infinity'"])
    let long = try await stage.insert(1, ["due_at": "'-infinity'", "expires_at": "'infinity'"])
    let good = try await stage.insert(3)
    let report = try #require(try await stage.worker().run(.send).first)
    let wrong = bad + gone + attached + headers + template
    #expect(try await stage.states(wrong).allSatisfy { $0 == "error/invalid" })
    for id in wrong { #expect(try await stage.events(id) == ["invalid"]) }
    #expect(try await stage.states(endless + long + good).allSatisfy { $0 == "sent" })
    #expect(report.sent == 5 && report.errors == 5 && report.retried == 0)
  }

  @Test("a paused transport touches no row, and the report says until when and why")
  func paused() async throws {
    let stage = try Stage.current
    let ids = try await stage.insert(2)
    try await stage.execute(
      "UPDATE envoi.transport SET paused_until = now() + interval '1 min', trouble = 'relay is down', trouble_count = 1")
    let report = try #require(try await stage.worker().run(.send).first)
    #expect(report.trouble?.contains("sandbox is paused until") == true && report.trouble?.contains("relay is down") == true)
    #expect(report.sent == 0 && report.left == 2 && report.hadWork)
    #expect(try await stage.states(ids) == ["pending", "pending"])
    try await stage.execute("UPDATE envoi.transport SET paused_until = now() - interval '1 s'")
    #expect(try await stage.worker().run(.send).map(\.sent) == [2])
    #expect(try await stage.value("SELECT trouble IS NULL AND trouble_count = 0 FROM envoi.transport", as: Bool.self))
  }

  @Test("trouble pauses the transport longer each time, and charges no row")
  func trouble() async throws {
    let stage = try Stage.current
    let ids = try await stage.insert(3)
    try await stage.execute("UPDATE envoi.transport SET url = 'sandbox:/proc/none'")
    for count in 1...3 {
      let report = try #require(try await stage.worker().run(.send).first)
      #expect(report.trouble?.contains("/proc/none") == true && report.sent == 0 && report.left == 3)
      let pause: Double = try await stage.value("SELECT extract(epoch FROM paused_until - now())::float8 FROM envoi.transport")
      #expect(abs(pause - 5 * Double(1 << (count - 1))) < 2)
      #expect(try await stage.value("SELECT trouble_count FROM envoi.transport", as: Int32.self) == count)
      try await stage.execute("UPDATE envoi.transport SET paused_until = now()")
    }
    #expect(try await stage.states(ids) == ["pending", "pending", "pending"])
    #expect(try await stage.value("SELECT sum(attempts)::bigint FROM envoi.queue", as: Int.self) == 0)
  }

  @Test("a site without an enabled transport says so")
  func noTransport() async throws {
    let stage = try Stage.current
    try await stage.insert(1)
    try await stage.execute("UPDATE envoi.transport SET enabled = false")
    let report = try #require(try await stage.worker().run(.send).first)
    #expect(report.trouble == "no transport is enabled" && report.left == 1)
  }

  @Test("when other processes hold all slots nothing is claimed")
  func noSlots() async throws {
    let stage = try Stage.current
    let ids = try await stage.insert(2)
    let transport = try await SiteTransports(stage.database, secretKey: nil).find("sandbox", of: stage.site)
    let others = Slots { try await stage.database.connect() }
    _ = try await others.take(transport)
    let report = try #require(try await stage.worker().run(.send).first)
    #expect(report.sent == 0 && report.left == 2)
    #expect(try await stage.states(ids) == ["pending", "pending"])
    await others.close()
  }

  @Test("stopped in the middle it gives back what it has not begun, and the next one goes on")
  func stop() async throws {
    let stage = try Stage.current
    let ids = try await stage.insert(4000)
    let worker = try await stage.worker()
    let running = Task { try await worker.run(.send) }
    while try stage.mails().isEmpty { await Task.yield() }
    worker.stop()
    let report = try #require(try await running.value.first)
    let states = Dictionary(grouping: try await stage.states(ids), by: \.self).mapValues(\.count)
    #expect(Set(states.keys).isSubset(of: ["sent", "pending"]) && states["pending", default: 0] > 0, "\(states)")
    #expect(report.sent == states["sent"] && report.left == states["pending"])
    #expect(try stage.mails().count == report.sent)
    #expect(try await stage.value("SELECT sum(attempts)::bigint FROM envoi.queue WHERE status = 'pending'", as: Int.self) == 0)
    _ = try await stage.worker().run(.send)
    #expect(try stage.mails().count == 4000)
  }

  @Test("a row that is cancelled or requeued by hand meanwhile is as the operator wants it")
  func byHand() async throws {
    let stage = try Stage.current
    let ids = try await stage.insert(3000)
    let worker = try await stage.worker()
    let running = Task { try await worker.run(.send) }
    while try stage.mails().isEmpty { await Task.yield() }
    let cancelled = try await stage.execute("UPDATE envoi.queue SET status = 'error' WHERE status = 'pending' AND id > \(ids[2000])")
    _ = try await running.value
    #expect(cancelled > 0)
    let states = Dictionary(grouping: try await stage.states(ids), by: \.self).mapValues(\.count)
    #expect(states == ["sent": 3000 - cancelled, "error/cancelled": cancelled])
    #expect(try stage.mails().count == 3000 - cancelled)
  }

  @Test("a database whose sessions are cut off again and again loses and repeats nothing")
  func cutOff() async throws {
    let stage = try Stage.current
    let ids = try await stage.insert(6000)
    _ = try await SiteTransports(stage.database, secretKey: nil).set("sandbox", of: stage.site, settings: TransportSettings(connections: 4))
    let worker = try await stage.worker()
    let isDone = Atomic(false)
    let cutting = Task {
      while !isDone.load(ordering: .relaxed) {
        try await stage.execute(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'test worker'"
        )
        let seen = try stage.mails().count
        while try stage.mails().count < seen + 500, !isDone.load(ordering: .relaxed) { await Task.yield() }
      }
    }
    _ = try await worker.run(.send)
    isDone.store(true, ordering: .relaxed)
    try await cutting.value
    _ = try await stage.worker().run(.send)
    let states = Dictionary(grouping: try await stage.states(ids), by: \.self).mapValues(\.count)
    #expect(states == ["sent": 6000])
    let mails = try stage.mails().map { $0.split(separator: "\n").first { $0.hasPrefix("Delivered-To: ") } }
    #expect(mails.count == 6000 && Set(mails).count == 6000)
  }
}
