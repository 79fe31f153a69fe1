import Foundation
import Postgres
import Support
import Testing

@testable import Envoi

@Suite("RecipientImport", .staged)
struct RecipientImportTests {
  private func run(
    _ csv: some Sequence<UInt8>, _ message: String = #"{"subject": "Hello", "text": "Text"}"#, from line: Int = 1
  ) async throws -> MessageImportTests.Report {
    let stage = try Stage.current
    let file = stage.folder.file("recipients-\(UInt32.random(in: 0 ... .max))")
    try Data(csv).write(to: file)
    let submission = try Submission(json: Array(message.utf8), door: try await stage.door(), directory: ".")
    var report = MessageImportTests.Report()
    try await RecipientImport(stage.database, door: try await stage.door(), submission: submission, log: stage.log)
      .run(BlockReader(file.path), from: line, refused: { report.refusals.append($0.description) }, progress: { report.progress = $0 })
    return report
  }

  private func run(_ csv: String, _ message: String = #"{"subject": "Hello", "text": "Text"}"#) async throws -> MessageImportTests.Report {
    try await run(csv.utf8, message)
  }

  /// `address|name|{"x": "y"}` of each row.
  private func rows() async throws -> [String] {
    try await Stage.current.values(
      "SELECT recipient || '|' || coalesce(recipient_name, '') || '|' || coalesce(variables::jsonb::text, '') FROM envoi.queue ORDER BY id")
  }

  @Test(
    "columns are address, name and variables; line ends, separators and a byte order mark are the spreadsheet's choice",
    arguments: [
      "address,name,city\nann@example.net,Ann,Lyon\nbob@example.net,,Oslo\n",
      "address,name,city\r\nann@example.net,Ann,Lyon\r\n\r\nbob@example.net,,Oslo",
      "\u{FEFF}address,name,city\nann@example.net,Ann,Lyon\nbob@example.net,,Oslo\n",
      "address;name;city\nann@example.net;Ann;Lyon\nbob@example.net;;Oslo\n",
      "address\tname\tcity\nann@example.net\tAnn\tLyon\nbob@example.net\t\tOslo\n",
      "\"address\",\"name\",\"city\"\n\"ann@example.net\",\"Ann\",\"Lyon\"\r\n\"bob@example.net\",\"\",\"Oslo\"",
      " Email , NAME ,city\nann@example.net,Ann,Lyon\nbob@example.net,,Oslo\n",
    ])
  func forms(_ csv: String) async throws {
    let report = try await run(csv)
    #expect(report.refusals == [] && report.progress.rows == 2 && report.progress.messages == 1)
    #expect(try await rows() == [#"ann@example.net|Ann|{"city": "Lyon"}"#, #"bob@example.net||{"city": "Oslo"}"#])
  }

  @Test("quoted fields hold separators, quotes and line ends, and lines are still counted")
  func quotes() async throws {
    let report = try await run("address,note\nann@example.net,\"a, \"\"b\"\"\r\nc\"\nbad\nbob@example.net,\"\\ \u{1} é\"\nx,y\n")
    #expect(report.refusals.count == 2, "\(report.refusals)")
    #expect(report.refusals.first == #"line 4: columns: must be 2 as in the first line, got "1""#)
    #expect(report.refusals.last == #"line 6: address: "x" has no @: write name@domain"#)
    let notes: [String] = try await Stage.current.values("SELECT variables::jsonb ->> 'note' FROM envoi.queue ORDER BY id")
    #expect(notes == ["a, \"b\"\r\nc", "\\ \u{1} é"])
  }

  @Test(
    "a file that cannot be understood is refused as a whole",
    arguments: [
      ("", "recipients: is empty: it must begin with a line of column names"),
      ("name,city\nAnn,Lyon\n", "recipients: must begin with a line of column names, one of them address, got \"name,city\""),
      ("ann@example.net\n", "recipients: must begin with a line of column names"),
      ("address,name,Name\n", "recipients: must name each column once, got \"Name\""),
      ("address,email\n", "recipients: must name each column once"),
      ("address,city,city\n", "recipients: must name each column once, got \"city\""),
      ("address,city\nann@example.net,\"Lyon\n", "line 2: has a quote that does not end"),
      ("address,\"city\n", "line 1: has a quote that does not end"),
    ])
  func refused(_ csv: String, _ message: String) async throws {
    let error = await #expect(throws: InvalidInput.self) { _ = try await run(csv) }
    #expect(error?.description.hasPrefix(message) == true, "\(error.debugDescription)")
    #expect(try await rows() == [])
  }

  @Test("a variable of the message that has no column is refused at once")
  func missingColumn() async throws {
    let error = await #expect(throws: InvalidInput.self) {
      _ = try await run(
        "address,city\na@b.cc,Lyon\n", #"{"subject": "{{name}}", "text": "{{variables.city}} {{variables.zip}} {{variables.a}}"}"#)
    }
    #expect(
      error?.description == "recipients: must have a column for each variable of the message; missing: name, variables.a, variables.zip")
  }

  @Test("what stands before a quote that does not end is in")
  func openQuote() async throws {
    let error = await #expect(throws: InvalidInput.self) {
      _ = try await run("address,city\na@b.cc,Lyon\nb@b.cc,Oslo\nc@b.cc,\"Rome\nd@b.cc,Bonn\n")
    }
    #expect(error?.description.hasPrefix("line 4: has a quote that does not end") == true)
    #expect(try await rows().count == 2)
  }

  @Test("a variable within another one cannot come from a column")
  func nested() async throws {
    for columns in ["a", "a.b", "a,a.b"] {
      let row = columns.split(separator: ",").map { _ in "x" }.joined(separator: ",")
      let error = await #expect(throws: InvalidInput.self) {
        _ = try await run("address,\(columns)\na@b.cc,\(row)\n", #"{"text": "{{variables.a.b}}"}"#)
      }
      #expect(error?.description.hasSuffix("missing: variables.a.b") == true)
    }
  }

  @Test(
    "a row whose name is needed and empty, whose value would break the subject, or whose quotes are wrong is refused",
    arguments: [
      (#"{"text": "Hello {{name}}"}"#, "ann@example.net,,x", "line 3: variables: missing: name"),
      (#"{"subject": "{{variables.city}}", "text": "T"}"#, "ann@example.net,Ann,\"a\nb\"", "line 3: subject: "),
      (#"{"subject": "S", "text": "T"}"#, "ann@example.net,\"A\nB\",x", "line 3: name: "),
      (#"{"subject": "S", "text": "T"}"#, "\"ann@example.net\"m,Ann,x", "line 3: columns: must have nothing between a closing quote"),
    ])
  func refusedRow(_ message: String, _ row: String, _ refusal: String) async throws {
    let report = try await run("address,name,city\nbob@example.net,Bob,Oslo\n\(row)\n", message)
    #expect(report.refusals.count == 1 && report.refusals.first?.hasPrefix(refusal) == true, "\(report.refusals)")
    #expect(report.progress.rows == 1)
  }

  @Test("rows of several chunks are one message, and each is sent")
  func chunks() async throws {
    let stage = try Stage.current
    let lines = (1...45_000).map { "u\($0)@example.net,U\($0)\n" }.joined()
    let report = try await run("address,name\n\(lines)")
    #expect(
      report.progress
        == {
          var all = ImportProgress(); all.rows = 45_000; all.messages = 1; all.message = report.progress.message; all.line = 45_001;
          return all
        }())
    #expect(try await stage.value("SELECT count(*) FROM envoi.message", as: Int.self) == 1)
    #expect(try await stage.value("SELECT count(*) FROM envoi.queue q JOIN envoi.message m ON m.id = q.message_id", as: Int.self) == 45_000)
  }

  @Test("a key is refused, with why and what to do")
  func key() async throws {
    let error = await #expect(throws: InvalidInput.self) {
      _ = try await run("address\na@b.cc\n", #"{"subject": "Hello", "text": "Text", "key": "k"}"#)
    }
    #expect(error?.field == "key" && error?.value == "k" && error?.rule.contains("--from-line") == true, "\(error as Any)")
    #expect(try await rows() == [])
  }

  @Test("an import that begins at a line reads the names of the columns, and the records from there on")
  func fromLine() async throws {
    let csv = "address,city\na@b.cc,\"Ly\non\"\nbad\nc@d.ee,Oslo\nbad\n"
    for (line, addresses) in [(1, ["a@b.cc", "c@d.ee"]), (2, ["a@b.cc", "c@d.ee"]), (4, ["c@d.ee"]), (6, []), (7, [])] {
      let before = try await rows().count
      let report = try await run(csv.utf8, from: line)
      #expect(try await rows().dropFirst(before).map { String($0.prefix { $0 != "|" }) } == addresses, "from line \(line)")
      #expect(
        report.progress.line == max(6, line - 1) && report.refusals.count == [4, 6].count { $0 >= line }, "from line \(line): \(report)")
    }
    let beyond = await #expect(throws: InvalidInput.self) { _ = try await run(csv.utf8, from: 8) }
    #expect(beyond?.description == #"--from-line: is beyond the end: the last line is 6, got "8""#)
  }

  @Test("bytes that are not UTF-8 are refused, not changed")
  func notUTF8() async throws {
    let report = try await run(Array("address,city\nann@example.net,Ly".utf8) + [0xe9] + Array("n\nbob@example.net,Oslo\n".utf8))
    #expect(report.refusals == ["line 2: columns: must be UTF-8"] && report.progress.rows == 1, "\(report)")
  }

  @Test("NUL and controls in a column are refused with the line")
  func nul() async throws {
    let report = try await run("address,city\na@b.cc,x\u{0}y\nc@d.ee,ok\n")
    #expect(report.refusals == ["line 2: columns: must not contain the character NUL"] && report.progress.rows == 1)
  }
}
