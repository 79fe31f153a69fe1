import Foundation
import Postgres
import Support
import Testing

@testable import Envoi

/// What the journal of a dead process proves about the rows it had leased.
@Suite("JournalReplay", .staged)
struct JournalReplayTests {
  /// A journal as a process leaves it that was killed.
  private func leave(_ content: (inout CopyText) -> Void, header: String? = nil, torn: String = "", age: Double = 60) async throws -> String
  {
    let stage = try Stage.current
    let current = JournalHeader(try await Installation.open(stage.database))
    try FileManager.default.createDirectory(atPath: stage.journals, withIntermediateDirectories: true)
    var text = CopyText()
    content(&text)
    let path = "\(stage.journals)/\(UUID().uuidString).journal"
    try Data(Array("\(header ?? current.description)\n".utf8) + text.bytes + Array(torn.utf8)).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
    return path
  }

  private func replay() async throws {
    let stage = try Stage.current
    let header = JournalHeader(try await Installation.open(stage.database))
    try await JournalReplay(database: stage.workers, directory: stage.journals, header: header, log: stage.log).run()
  }

  private func leased(_ count: Int, token: Int = 7, site: Site? = nil) async throws -> [Int] {
    try await Stage.current.insert(count, site: site, TransitionTests.columns("sending").merging(["token": "\(token)"]) { $1 })
  }

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  @Test("an outcome is recorded, an intent alone is in doubt, what was not begun goes back", arguments: OnDoubt.allCases)
  func kinds(_ onDoubt: OnDoubt) async throws {
    let stage = try Stage.current
    let site = try await stage.addSite("\(onDoubt).example", onDoubt: onDoubt)
    let ids = try await leased(4, site: site)
    let others = try await leased(1, token: 8, site: site)
    let path = try await leave { text in
      Journal.claim(7, into: &text)
      Journal.intent(ids[0], 7, into: &text)
      Journal.outcome(.sent(ids[0], token: 7), into: &text)
      Journal.outcome(.deferred(ids[1], token: 7), into: &text)
      Journal.intent(ids[2], 7, into: &text)
    }
    try await replay()
    #expect(try await stage.states(ids) == ["sent", "error/deferred", onDoubt == .hold ? "error/in_doubt" : "pending", "pending"])
    #expect(try await stage.events(ids[2]) == [onDoubt == .hold ? "in_doubt" : "lapsed"])
    #expect(try await stage.row(ids[2]).attempts == 1)
    #expect(try await stage.events(ids[3]) == [])
    #expect(try await stage.row(ids[3]).attempts == 0)
    #expect(try await stage.states(others) == ["sending"])
    #expect(!exists(path))
  }

  @Test("what a claim takes after its process has died goes back when the journal is replayed once more")
  func late() async throws {
    let stage = try Stage.current
    let path = try await leave({ Journal.claim(7, into: &$0) }, age: 0)
    try await replay()
    let ids = try await leased(2)
    #expect(exists(path))
    try await replay()
    #expect(try await stage.states(ids) == ["pending", "pending"])
  }

  @Test("a last line that was torn is left out")
  func torn() async throws {
    let stage = try Stage.current
    let ids = try await leased(2)
    let path = try await leave(
      { text in
        Journal.claim(7, into: &text)
        Journal.outcome(.sent(ids[0], token: 7), into: &text)
      }, torn: "o\t\(ids[1])\t7\tsent")
    try await replay()
    #expect(try await stage.states(ids) == ["sent", "pending"])
    #expect(!exists(path))
  }

  @Test("after another boot what it says is believed, what it does not say proves nothing")
  func otherBoot() async throws {
    let stage = try Stage.current
    let installation = try await Installation.open(stage.database)
    let ids = try await leased(2)
    _ = try await leave(
      { text in
        Journal.claim(7, into: &text)
        Journal.outcome(.sent(ids[0], token: 7), into: &text)
      }, header: "envoi-journal 1 \(installation.systemIdentifier) another-boot \(installation.databaseName)")
    try await replay()
    #expect(try await stage.states(ids) == ["sent", "pending"])
    #expect(try await stage.events(ids[1]) == ["lapsed"])
    #expect(try await stage.row(ids[1]).attempts == 1)
  }

  @Test("a journal that is locked belongs to a process that lives")
  func locked() async throws {
    let stage = try Stage.current
    let ids = try await leased(1)
    let journal = try Journal(in: stage.journals, header: JournalHeader(try await Installation.open(stage.database)))
    var text = CopyText()
    Journal.claim(7, into: &text)
    try journal.append(text)
    try await replay()
    #expect(try await stage.states(ids) == ["sending"])
    #expect(exists(journal.path))
    journal.remove()
  }

  @Test("a journal of another database, another server or another version is left alone", arguments: 0..<3)
  func foreign(_ which: Int) async throws {
    let stage = try Stage.current
    let own = JournalHeader(try await Installation.open(stage.database))
    let ids = try await leased(1)
    let header = [
      "envoi-journal 1 \(own.systemIdentifier) \(own.boot) another", "envoi-journal 1 7 \(own.boot) \(own.database)",
      "envoi-journal 2 \(own.systemIdentifier) \(own.boot) \(own.database)",
    ][which]
    let path = try await leave({ Journal.claim(7, into: &$0) }, header: header)
    try await replay()
    #expect(try await stage.states(ids) == ["sending"])
    #expect(exists(path))
  }

  @Test("a journal that was cut off within its header is removed")
  func noHeader() async throws {
    let stage = try Stage.current
    try FileManager.default.createDirectory(atPath: stage.journals, withIntermediateDirectories: true)
    for (name, content) in [("empty", ""), ("cut", "envoi-journal 1 72")] {
      try Data(content.utf8).write(to: URL(filePath: "\(stage.journals)/\(name).journal"))
    }
    try await replay()
    #expect(try FileManager.default.contentsOfDirectory(atPath: stage.journals) == [])
  }

  @Test("replayed twice, as after a kill before the file was removed, it changes nothing more")
  func twice() async throws {
    let stage = try Stage.current
    let ids = try await leased(3)
    let content: (inout CopyText) -> Void = { text in
      Journal.claim(7, into: &text)
      Journal.outcome(.deferred(ids[0], token: 7), into: &text)
      Journal.intent(ids[1], 7, into: &text)
    }
    for _ in 0..<2 {
      _ = try await leave(content)
      try await replay()
    }
    #expect(try await stage.states(ids) == ["error/deferred", "pending", "pending"])
    #expect(try await stage.events(ids[0]) == ["deferred"])
    #expect(try await stage.events(ids[1]) == ["lapsed"])
    #expect(try await Queue(stage.database).rows(ids: ids).map(\.attempts) == [1, 1, 0])
  }

  @Test("cut off in the middle it has done nothing, and begins anew")
  func cutOff() async throws {
    let stage = try Stage.current
    let ids = try await leased(2)
    let path = try await leave { text in
      Journal.claim(7, into: &text)
      Journal.outcome(.sent(ids[0], token: 7), into: &text)
    }
    // The replay waits for a row and loses its connection there.
    let holder = try await stage.database.connect()
    try await holder.execute("BEGIN")
    try await holder.execute("SELECT 1 FROM envoi.queue WHERE id = \(ids[1]) FOR UPDATE")
    let replaying = Task { try await replay() }
    for _ in 0..<2 {
      try await stage.cutOffWhoWaits()
      #expect(try await stage.states(ids) == ["sending", "sending"])
      #expect(exists(path))
    }
    try await holder.execute("ROLLBACK")
    await holder.close()
    try await replaying.value
    #expect(try await stage.states(ids) == ["sent", "pending"])
    #expect(!exists(path))
  }

  @Test("a journal that a crash of the machine has damaged is set aside, and keeps nobody from working")
  func damaged() async throws {
    let stage = try Stage.current
    let ids = try await leased(1)
    let path = try await leave({ Journal.claim(7, into: &$0) }, torn: "o\tnumber" + String(repeating: "\t", count: 10) + "\n")
    try await replay()
    #expect(try await stage.states(ids) == ["sending"])
    #expect(!exists(path) && exists(path + ".damaged"))
    try await replay()
  }

  @Test("a long journal is replayed within seconds")
  func long() async throws {
    let stage = try Stage.current
    let ids = try await leased(20_000)
    _ = try await leave { text in
      Journal.claim(7, into: &text)
      // As many of other tokens, settled long ago.
      for id in ids { Journal.outcome(.sent(id + 1_000_000, token: 6), into: &text) }
      for id in ids { Journal.intent(id, 7, into: &text) }
      for id in ids.prefix(10_000) { Journal.outcome(.sent(id, token: 7), into: &text) }
    }
    _ = try await stage.workers.withConnection { try await $0.execute("SELECT set_config('statement_timeout', '20s', false)") }
    try await replay()
    let states = Dictionary(grouping: try await stage.states(ids), by: \.self).mapValues(\.count)
    #expect(states == ["sent": 10_000, "pending": 10_000])
  }
}
