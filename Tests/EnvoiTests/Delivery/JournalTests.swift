import Foundation
import Postgres
import Support
import Testing

@testable import Envoi

@Suite("Journal", .staged)
struct JournalTests {
  private func journal() async throws -> Journal {
    let stage = try Stage.current
    return try Journal(in: stage.journals, header: JournalHeader(try await Installation.open(stage.database)))
  }

  private func content(_ journal: Journal) throws -> String { try String(contentsOfFile: journal.path, encoding: .utf8) }

  @Test("it begins with the database and the boot it is about, readable by nobody else")
  func header() async throws {
    let stage = try Stage.current
    let journal = try await journal()
    let installation = try await Installation.open(stage.database)
    let line = try #require(try content(journal).split(separator: "\n").first)
    let header = try #require(JournalHeader(line: line))
    #expect(header == JournalHeader(installation) && header.database == installation.databaseName)
    let attributes = try FileManager.default.attributesOfItem(atPath: journal.path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(JournalHeader(line: "envoi-journal 2 7 boot name") == nil && JournalHeader(line: "") == nil)
    #expect(JournalHeader(line: "envoi-journal 1 7 boot a name with blanks")?.database == "a name with blanks")
    journal.remove()
    #expect(!FileManager.default.fileExists(atPath: journal.path))
  }

  @Test("its lines are COPY's, whatever the reply holds")
  func lines() async throws {
    let stage = try Stage.current
    var text = CopyText()
    Journal.claim(7, into: &text)
    Journal.intent(3, 7, into: &text)
    var settlement = Settlement.deferred(3, token: 7)
    settlement.reply = "tab\tline\nreturn\rback\\slash \\N \\. é"
    Journal.outcome(settlement, into: &text)
    let bytes = text.bytes
    let rows = try await stage.database.withTransaction { connection in
      try await connection.execute(
        "CREATE TEMP TABLE journal (kind text, id bigint, token bigint, status text, reason text, event text, attempts int, retry_in int, due_in int, code int, reply text, remote_id text)"
      )
      try await connection.copyIn("COPY journal (\(unescaped: Journal.columns)) FROM STDIN", bytes)
      return try await connection.rows(
        "SELECT kind, id, token, status, reply, retry_in FROM journal", as: (String, Int?, Int, String?, String?, Int32?).self)
    }
    #expect(rows.map(\.0) == ["c", "i", "o"] && rows.map(\.1) == [nil, 3, 3] && rows.map(\.2) == [7, 7, 7])
    #expect(rows[2].3 == "error" && rows[2].4 == settlement.reply && rows[2].5 == 300)
  }

  @Test("what root writes belongs to whom the folder belongs", .enabled(if: geteuid() == 0, "needs root"))
  func owner() async throws {
    let stage = try Stage.current
    try FileManager.default.createDirectory(atPath: stage.journals, withIntermediateDirectories: true)
    #expect(chown(stage.journals, 65534, 65534) == 0)
    let journal = try await journal()
    try journal.rewrite([])
    #expect(try FileManager.default.attributesOfItem(atPath: journal.path)[.ownerAccountID] as? Int == 65534)
  }

  @Test("rewriting replaces the lines and keeps the header and the lock")
  func rewrite() async throws {
    let journal = try await journal()
    var first = CopyText()
    Journal.claim(1, into: &first)
    try journal.append(first)
    let header = try #require(try content(journal).split(separator: "\n").first)
    try journal.rewrite(Array("three\n".utf8))
    try journal.append(first)
    // An empty line goes before what is appended: a torn one would stand alone.
    #expect(try content(journal) == "\(header)\nthree\n\n\(String(decoding: first.bytes, as: UTF8.self))")
    let descriptor = open(journal.path, O_RDWR)
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == -1)
    close(descriptor)
    #expect(try FileManager.default.contentsOfDirectory(atPath: Stage.current.journals).count == 1)
    journal.remove()
  }

  @Test("a folder that cannot be made or written is an error that names it, before anything is claimed")
  func notWritable() async throws {
    let stage = try Stage.current
    let ids = try await stage.insert(2)
    try Data().write(to: stage.folder.file("file"))
    for directory in [stage.folder.file("file/state").path, "/proc/self/state"] {
      let context = try await WorkerContext(
        database: stage.workers, secretKey: nil, stateDirectory: directory, redirect: nil, log: stage.log)
      let error = await #expect(throws: JournalError.self) { _ = try await Worker(context).run(.send) }
      #expect(error?.description.contains("\(directory)/journal") == true && error?.description.contains("ENVOI_STATE_DIR") == true)
    }
    #expect(try await stage.states(ids) == ["pending", "pending"])
  }

  private static let isRoot = geteuid() == 0

  @Test(
    "a disk that is full stops the run, and nothing is lost or sent twice", .enabled(if: isRoot, "mounting a small file system needs root"))
  func fullDisk() async throws {
    let stage = try Stage.current
    let ids = try await stage.insert(3000)
    let state = stage.folder.file("small")
    try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
    // Room for about a thousand lines.
    guard try await Command.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", state.path]).status == 0 else {
      return print("skipped: this machine does not let tests mount a file system")
    }
    let context = try await WorkerContext(
      database: stage.workers, secretKey: nil, stateDirectory: state.path, redirect: nil, log: stage.log)
    let error = await #expect(throws: JournalError.self) { _ = try await Worker(context).run(.send) }
    #expect(error?.errno == ENOSPC, "\(error.debugDescription)")
    _ = try await Command.run(["umount", state.path]).succeeded()
    let states = Dictionary(grouping: try await stage.states(ids), by: \.self).mapValues(\.count)
    #expect(Set(states.keys).isSubset(of: ["sent", "pending"]) && states["pending", default: 0] > 0, "\(states)")
    #expect(try stage.mails().count == states["sent", default: 0])
    _ = try await stage.worker().run(.send)
    #expect(try await stage.states(ids).allSatisfy { $0 == "sent" })
    #expect(try stage.mails().count == ids.count)
  }
}
