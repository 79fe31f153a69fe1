import Foundation
import Postgres
import Support
import Testing

@testable import Envoi

/// Whole passes through the sandbox.
@Suite("Worker", .staged)
struct WorkerTests {
  private func recipients(_ site: Site? = nil) throws -> [String] {
    try Stage.current.mails(of: site).map { mail in
      String(try #require(mail.split(separator: "\n").first { $0.hasPrefix("Delivered-To: ") }).dropFirst("Delivered-To: ".count))
    }
  }

  @Test("rows of several sites are each sent exactly once, and the reports count them")
  func sites() async throws {
    let stage = try Stage.current
    let (second, third) = (try await stage.addSite("example.com"), try await stage.addSite("example.net"))
    try await stage.insert(1200)
    try await stage.insert(300, site: second)
    _ = try await SiteTransports(stage.database, secretKey: nil).set("sandbox", of: stage.site, settings: TransportSettings(connections: 4))
    let reports = try await stage.worker().run(.send)
    #expect(reports.map(\.site) == ["example.com", "example.org"] && reports.map(\.sent) == [300, 1200])
    #expect(reports.allSatisfy { $0.errors == 0 && $0.left == 0 && $0.trouble == nil && $0.hadWork })
    for (site, count) in [(stage.site, 1200), (second, 300), (third, 0)] {
      #expect(try recipients(site).sorted() == (0..<count).map { "u\($0 + 1)@example.net" }.sorted())
    }
    #expect(
      try await stage.value("SELECT count(*) FROM envoi.queue WHERE status = 'sent' AND attempts = 1 AND token IS NULL", as: Int.self)
        == 1500)
    #expect(try await stage.value("SELECT count(*) FROM envoi.queue_event", as: Int.self) == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: stage.journals) == [])
    #expect(try await stage.worker().run(.send).isEmpty)
  }

  @Test("several workers at once send each row once")
  func together() async throws {
    let stage = try Stage.current
    try await stage.insert(1500)
    _ = try await SiteTransports(stage.database, secretKey: nil).set("sandbox", of: stage.site, settings: TransportSettings(connections: 8))
    let reports = try await withThrowingTaskGroup(of: [LaneReport].self) { group in
      for _ in 0..<4 { group.addTask { try await stage.worker().run(.send) } }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(reports.reduce(0) { $0 + $1.sent } == 1500)
    #expect(Set(try recipients()).count == 1500)
    #expect(try stage.mails().count == 1500)
  }

  @Test("send-queue leaves errors to retry-queue, which resends what is due")
  func passes() async throws {
    let stage = try Stage.current
    let pending = try await stage.insert(1)
    let due = try await stage.insert(2, TransitionTests.columns("error/deferred").merging(["retry_at": "now()", "attempts": "1"]) { $1 })
    let later = try await stage.insert(1, TransitionTests.columns("error/deferred").merging(["retry_at": "now() + interval '1 h'"]) { $1 })
    #expect(try await stage.worker().due(.send) == 1)
    #expect(try await stage.worker().due(.retry) == 2)
    #expect(try await stage.worker().run(.send).map(\.sent) == [1])
    #expect(try await stage.worker().due(.send) == 0)
    #expect(try await stage.states(pending + due + later) == ["sent", "error/deferred", "error/deferred", "error/deferred"])
    #expect(try await stage.worker().run(.retry).map(\.sent) == [2])
    #expect(try await stage.states(pending + due + later) == ["sent", "sent", "sent", "error/deferred"])
    #expect(try await stage.row(due[0]).attempts == 2)
  }

  @Test("only the sites that were asked for, and none that is disabled")
  func chosen() async throws {
    let stage = try Stage.current
    let other = try await stage.addSite("example.com")
    let ids = try await stage.insert(1) + stage.insert(1, site: other)
    #expect(try await stage.worker().run(.send, sites: [other]).map(\.site) == ["example.com"])
    #expect(try await stage.states(ids) == ["pending", "sent"])
    _ = try await Sites(stage.database).set("example.org", settings: SiteSettings(isEnabled: false))
    #expect(try await stage.worker().run(.send).isEmpty)
    #expect(try await stage.states(ids) == ["pending", "sent"])
  }

  @Test("every attempt has the same Message-ID, a requeue of what was sent a new one")
  func messageID() async throws {
    let stage = try Stage.current
    let id = try await stage.insert(1)[0]
    func send() async throws -> String {
      _ = try await stage.worker().run(.send)
      let mail = try #require(try stage.mails().max { $0.count < $1.count })
      let folder = stage.folder.file("example.org/new")
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        try FileManager.default.removeItem(at: folder.appending(path: name))
      }
      return String(try #require(mail.split(separator: "\n").first { $0.hasPrefix("Message-ID:") }))
    }
    let first = try await send()
    #expect(first.hasSuffix("@example.org>"))
    // As after a kill between the content and its reply: the row was leased, and its lease has lapsed.
    try await stage.execute(
      "UPDATE envoi.queue SET status = 'sending', token = 9, lease_until = now() - interval '1 s', sent_at = NULL WHERE id = \(id)")
    #expect(try await send() == first)
    try await stage.execute("UPDATE envoi.queue SET status = 'pending' WHERE id = \(id)")
    #expect(try await send() != first)
    try await stage.execute("UPDATE envoi.queue SET status = 'error', reason = 'bounced' WHERE id = \(id)")
    let second = try await Queue(stage.database).mail(of: id).map { String(decoding: $0, as: UTF8.self) }
    try await stage.execute("UPDATE envoi.queue SET status = 'pending' WHERE id = \(id)")
    #expect(second?.contains(try await send()) == true)
  }

  @Test("work sends what comes, at once, until it is stopped")
  func forever() async throws {
    let stage = try Stage.current
    let worker = try await stage.worker()
    let running = Task { try await worker.runForever(domains: []) }
    for number in 1...20 {
      _ = try await stage.value(
        "SELECT envoi.enqueue('example.org', 'u' || \(number)::int || '@example.net', 'Hello', 'Text')", as: Int.self)
      while try stage.mails().count < number { await Task.yield() }
    }
    let retry = try await stage.insert(1, TransitionTests.columns("error/deferred").merging(["retry_at": "now() + interval '1 s'"]) { $1 })
    while try await stage.state(retry[0]) != "sent" {}
    worker.stop()
    try await running.value
    #expect(try await stage.value("SELECT count(*) FROM envoi.queue WHERE status = 'sent'", as: Int.self) == 21)
    #expect(try FileManager.default.contentsOfDirectory(atPath: stage.journals) == [])
  }
}
