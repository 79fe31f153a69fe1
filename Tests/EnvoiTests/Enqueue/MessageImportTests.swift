import Foundation
import Postgres
import Support
import Testing

@testable import Envoi

@Suite("MessageImport", .staged)
struct MessageImportTests {
  struct Report: Sendable {
    var refusals: [String] = []
    var progress = ImportProgress()
  }

  /// Imports these bytes as a file.
  private func run(_ bytes: some Sequence<UInt8>, from line: Int = 1) async throws -> Report {
    let stage = try Stage.current
    let file = stage.folder.file("input-\(UInt32.random(in: 0 ... .max))")
    try Data(bytes).write(to: file)
    var report = Report()
    try await MessageImport(stage.database, door: try await stage.door(), directory: stage.folder.path, log: stage.log)
      .run(BlockReader(file.path), from: line, refused: { report.refusals.append($0.description) }, progress: { report.progress = $0 })
    return report
  }

  private func run(_ lines: String...) async throws -> Report { try await run(lines.joined(separator: "\n").utf8) }

  private func count(_ table: String = "queue") async throws -> Int {
    try await Stage.current.value("SELECT count(*) FROM envoi.\(identifier: table)")
  }

  static let good = #"{"to": "ann@example.net", "subject": "Hello", "text": "Text"}"#

  @Test("what is attached counts: a chunk has few lines where their files are large, and all are in, in order")
  func attachments() async throws {
    let stage = try Stage.current
    try Data(repeating: 65, count: 3 << 20).write(to: stage.folder.file("large"))
    let file = stage.folder.file("input")
    try Data((1...9).map { #"{"to": "u\#($0)@example.net", "text": "T", "attachments": [{"path": "large"}]}"# + "\n" }.joined().utf8).write(
      to: file)
    var lines: [Int] = []
    try await MessageImport(stage.database, door: try await stage.door(), directory: stage.folder.path, log: stage.log)
      .run(BlockReader(file.path), refused: { Issue.record("\($0)") }, progress: { lines.append($0.line) })
    #expect(lines.count >= 4 && lines == lines.sorted() && lines.last == 9, "\(lines)")
    #expect(
      try await stage.values("SELECT recipient::text FROM envoi.queue ORDER BY id", as: String.self) == (1...9).map { "u\($0)@example.net" }
    )
  }

  @Test("what is attached must be a file of this size, behind links too")
  func attachedFiles() async throws {
    let stage = try Stage.current
    try FileManager.default.createSymbolicLink(atPath: stage.folder.file("zero").path, withDestinationPath: "/dev/zero")
    try FileManager.default.createSymbolicLink(atPath: stage.folder.file("large").path, withDestinationPath: stage.folder.file("file").path)
    try Data(repeating: 65, count: 26 << 20).write(to: stage.folder.file("file"))
    let line = #"{"to": "a@b.cc", "text": "T", "attachments": [{"path": "FILE"}]}"#
    let report = try await run(["zero", "large", "."].map { line.replacing("FILE", with: $0) }.joined(separator: "\n").utf8)
    #expect(report.refusals.count == 3 && report.refusals[0].contains("attachments[0].path: must be a file"), "\(report.refusals)")
    #expect(
      report.refusals[1].contains("more than the site's limit") && report.refusals[2].contains("must be a file"), "\(report.refusals)")
  }

  @Test("a line is one message to one or many recipients, with everything it says")
  func everything() async throws {
    let stage = try Stage.current
    try Data("file".utf8).write(to: stage.folder.file("a.pdf"))
    let report = try await run(
      Self.good,
      """
      {"to": [{"address": "bob@example.net", "name": "Bob", "variables": {"city": "Lyon", "n": 7}}, "Carol <carol@example.net>"], \
      "subject": "Hello {{name}}", "text": "T", "html": "<img src=\\"cid:logo\\">", "from": "Shop <shop@example.org>", \
      "reply_to": "help@example.org", "headers": {"X-Order": "7"}, "attachments": [{"path": "a.pdf"}], \
      "inline": [{"name": "l.png", "cid": "logo", "base64": "aGVsbG8="}], "priority": 1, "due_at": "2100-01-01T01:00:00+01:00", \
      "expires_at": "2100-01-02T00:00:00Z", "reference": "r7", "tags": ["a", "b\\"c"], "key": "k7"}
      """)
    #expect(report.refusals == [])
    #expect(report.progress.messages == 2 && report.progress.rows == 3 && report.progress.line == 2)
    let rows = try await Queue(stage.database).page(QueueFilter(), limit: 10)
    #expect(rows.map(\.recipient) == ["carol@example.net", "bob@example.net", "ann@example.net"])
    #expect(rows[0].recipientName == "Carol" && rows[1].priority == 1 && rows[1].reference == "r7" && rows[1].tags == ["a", "b\"c"])
    #expect(rows[1].dueAt.description == "2100-01-01T00:00:00Z" && rows[1].expiresAt.description == "2100-01-02T00:00:00Z")
    let mail = String(decoding: try #require(try await Queue(stage.database).mail(of: rows[1].id)), as: UTF8.self)
    for part in [
      "Subject: Hello Bob", "X-Order: 7", "From: Shop <shop@example.org>", "Content-ID: <logo>", "a.pdf", "Reply-To: help@example.org",
    ] {
      #expect(mail.contains(part), "\(part)")
    }
  }

  @Test("a bad line is reported with the path of the field, the rule and the value; the others go in")
  func refusals() async throws {
    for (line, message) in Self.badLines {
      let report = try await run(Self.good, line, Self.good)
      #expect(report.refusals.count == 1 && report.refusals.first?.hasPrefix("line 2: \(message)") == true, "\(line): \(report.refusals)")
      #expect(report.progress.rows == 2 && report.progress.refused == 1 && report.progress.line == 3, "\(line)")
    }
    #expect(try await count() == 2 * Self.badLines.count)
  }

  @Test("nothing that passes the door sinks the lines around it, or the worker")
  func wholeChunk() async throws {
    let stage = try Stage.current
    for line in Self.oddLines {
      let report = try await run(Self.good, line, Self.good)
      #expect(report.progress.line == 3 && report.progress.rows + report.refusals.count == 3, "\(line): \(report)")
    }
    // What went in can be sent, or says that it cannot.
    _ = try await stage.worker().run(.send)
    let open: Int = try await stage.value("SELECT count(*) FROM envoi.queue WHERE status NOT IN ('sent', 'error') AND due_at <= now()")
    #expect(open == 0)
    let sent: Int = try await stage.value("SELECT count(*) FROM envoi.queue WHERE recipient = 'ann@example.net' AND status = 'sent'")
    #expect(sent == 2 * Self.oddLines.count)
  }

  @Test("blank lines and CRLF are passed over, line numbers count them, the last line needs no end")
  func lineEnds() async throws {
    let report = try await run("\r\n\n  \t\r\n\(Self.good)\r\nbad\r\n\(Self.good)".utf8)
    #expect(report.progress.rows == 2 && report.progress.line == 6)
    #expect(report.refusals.count == 1 && report.refusals.first?.hasPrefix("line 5: json:") == true, "\(report.refusals)")
    #expect(try await run("".utf8).progress == ImportProgress())
  }

  @Test("an import that begins at a line passes over those before it, and counts them")
  func fromLine() async throws {
    let lines = (1...40).map { $0 == 20 ? "bad" : Self.good.replacing("ann", with: "u\($0)") }.joined(separator: "\n")
    for (line, rows) in [(1, 39), (20, 20), (21, 20), (40, 1), (41, 0)] {
      let before = try await count()
      let report = try await run(lines.utf8, from: line)
      #expect(try await count() - before == rows && report.progress.rows == rows, "from line \(line)")
      #expect(rows == 0 || report.progress.line == 40, "from line \(line)")
      #expect(report.refusals.count == (line <= 20 ? 1 : 0) && report.refusals.allSatisfy { $0.hasPrefix("line 20: json: ") })
    }
    let beyond = await #expect(throws: InvalidInput.self) { _ = try await run(lines.utf8, from: 42) }
    #expect(beyond?.description == #"--from-line: is beyond the end: the last line is 40, got "42""#)
    // More than a block of the reader.
    let large = String(repeating: Self.good + "\n", count: 30_000)
    #expect(try await run(large.utf8, from: 29_999).progress.rows == 2)
  }

  @Test("bytes that are not UTF-8 are refused")
  func notUTF8() async throws {
    for bytes in [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80]] as [[UInt8]] {
      let report = try await run(Array(#"{"to": "a@b.cc", "text": ""#.utf8) + bytes + Array("\"}\n\(Self.good)".utf8))
      #expect(report.refusals.count == 1 && report.progress.rows == 1, "\(bytes): \(report)")
    }
  }

  @Test("a line of 70 MB is refused and its memory is given back; the next lines go in")
  func longLine() async throws {
    var bytes = Array("\(Self.good)\n{\"to\": \"a@b.cc\", \"text\": \"".utf8)
    bytes += [UInt8](repeating: UInt8(ascii: "a"), count: 70 << 20)
    bytes += "\"}\n\(Self.good)\n".utf8
    let report = try await run(bytes)
    #expect(report.refusals == ["line 2: line: is longer than 64 MiB"] && report.progress.rows == 2 && report.progress.line == 3)
    let endless = try await run([UInt8](repeating: UInt8(ascii: "a"), count: 70 << 20))
    #expect(endless.refusals == ["line 1: line: is longer than 64 MiB"])
  }

  @Test("attachments are limited by the site, together")
  func attachmentLimit() async throws {
    let stage = try Stage.current
    let site = try await Sites(stage.database).set("example.org", settings: SiteSettings(attachmentLimit: 10))
    let door = try await Door(stage.database, site: site)
    try Data(count: 11).write(to: stage.folder.file("large"))
    try Data(count: 6).write(to: stage.folder.file("small"))
    func submit(_ names: String...) throws {
      let list = names.map { "{\"path\": \"\($0)\"}" }.joined(separator: ",")
      _ = try Submission(json: Array("{\"text\": \"T\", \"attachments\": [\(list)]}".utf8), door: door, directory: stage.folder.path)
    }
    let large = #expect(throws: InvalidInput.self) { try submit("large") }
    #expect(large?.field == "attachments[0].path" && large?.rule == "has 11 bytes, more than the site's limit of 10")
    let together = #expect(throws: InvalidInput.self) { try submit("small", "small") }
    #expect(together?.description == "attachments: must have at most 10 bytes together on example.org, got \"12\"")
    try submit("small")
  }

  @Test("the same key and content goes in once, in one chunk and over chunks; another content is refused")
  func keys() async throws {
    let keyed = Self.good.replacing("{\"to\"", with: "{\"key\": \"k\", \"to\"")
    let other = keyed.replacing("Hello", with: "Bye")
    let first = try await run(keyed, keyed, other, keyed.replacing("\"k\"", with: "\"k2\""))
    #expect(first.progress.messages == 2 && first.progress.known == 1)
    #expect(first.refusals == [#"line 3: key: was accepted before with another content, got "k""#])
    // 5000 rows make a chunk.
    let many =
      [keyed] + (0..<5100).map { _ in Self.good } + [
        keyed, other, #"{"subject": "Hello",   "text":"Text", "to": "ann@example.net", "key":"k"}"#,
      ]
    let again = try await run(many.joined(separator: "\n").utf8)
    #expect(again.progress.messages == 5100 && again.progress.known == 3 && again.progress.refused == 1)
    #expect(try await count() == 5102)
    #expect(try await count("accepted") == 2)
  }

  @Test("the same message to another file's content is another content")
  func keyOfAttachment() async throws {
    let stage = try Stage.current
    let line = #"{"to": "a@b.cc", "text": "T", "key": "k", "attachments": [{"path": "file"}]}"#
    try Data("one".utf8).write(to: stage.folder.file("file"))
    #expect(try await run(line, line).progress.known == 1)
    try Data("two".utf8).write(to: stage.folder.file("file"))
    #expect(try await run(line).progress.refused == 1)
  }

  @Test("stopped in the middle it says exactly what is in")
  func cancelled() async throws {
    let stage = try Stage.current
    // A pipe that never ends: the import is cancelled while it waits for more.
    let pipe = stage.folder.file("pipe")
    #expect(mkfifo(pipe.path, 0o600) == 0)
    let feeding = Thread { [line = Self.good] in
      guard let writer = try? FileHandle(forWritingTo: pipe) else { return }
      for _ in 0..<400 { if (try? writer.write(contentsOf: Data(String(repeating: line + "\n", count: 1000).utf8))) == nil { return } }
      try? writer.close()
    }
    signal(SIGPIPE, SIG_IGN)
    feeding.start()
    let reader = try BlockReader(pipe.path)
    let task = Task {
      var last = ImportProgress()
      do {
        try await MessageImport(stage.database, door: try await stage.door(), directory: ".", log: stage.log).run(
          reader, refused: { _ in },
          progress: { progress in
            last = progress
            // As Ctrl-C would, after the second chunk.
            if progress.rows >= 5000 { withUnsafeCurrentTask { $0?.cancel() } }
          })
        Issue.record("was not stopped")
      } catch is CancellationError {}
      return last
    }
    let last = try await task.value
    #expect(try await count() == last.rows)
    #expect(last.rows == last.line && last.rows >= 5000 && last.rows < 400_000)
  }

  @Test("a file that cannot be read is an error, not an empty one")
  func unreadable() async throws {
    let stage = try Stage.current
    #expect(throws: InvalidInput.self) { try BlockReader(stage.folder.file("none").path) }
    let folder = try BlockReader(stage.folder.path)
    let error = await #expect(throws: InvalidInput.self) { _ = try await folder.next() }
    #expect(error?.description.contains("directory") == true)
  }
}
