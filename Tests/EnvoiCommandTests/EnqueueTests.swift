import Foundation
import Support
import Testing

extension Commands {
  @Suite("envoi enqueue")
  struct EnqueueTests {
    @Test("A line that is wrong is named with field, rule and value; the rest goes in")
    func refusesLines() async throws {
      let installation = try await Installation()
      var lines = (1...20).map { #"{"to": ["a\#($0)@a.test", {"address": "b\#($0)@b.test", "name": "B"}], "subject": "x", "text": "y"}"# }
      lines[16] = #"{"to": ["a@a.test", "b@b.test", {"address": "c d@c.test"}], "subject": "x", "text": "y"}"#
      lines[17] = #"{"to": "a@a.test", "cc": "b@b.test", "subject": "x", "text": "y"}"#
      lines[18] = #"{"to": "a@a.test", "subject"#
      let command = try await installation.envoi("enqueue", input: lines.joined(separator: "\n"))
      #expect(command.status == 65)
      #expect(command.output.hasPrefix("example.org: 34 rows of 17 messages queued, 3 lines refused, "))
      let said = command.errors.split(separator: "\n")
      #expect(said.count == 3 && said[0].hasPrefix("envoi: line 17: to[2].address: ") && said[0].contains("c d@c.test"))
      #expect(said[1].hasPrefix("envoi: line 18: cc: is refused: each recipient gets a mail of their own"))
      #expect(said[2].hasPrefix("envoi: line 19: json: must be one JSON object"))
      #expect(try await installation.count() == 34)
    }

    @Test("One message is named by its id, also where its key was accepted before; nothing begins beyond the end")
    func oneLine() async throws {
      let installation = try await Installation()
      let line = #"{"to": "ann@a.test", "subject": "x", "text": "y", "key": "k"}"#
      func enqueue(_ arguments: String..., input: String) async throws -> Command {
        try await installation.envoi(["enqueue"] + arguments, input: input)
      }
      #expect(try await enqueue(input: line).succeeded().hasPrefix("example.org: 1 row of 1 message (1) queued, "))
      #expect(try await enqueue(input: line).succeeded().hasPrefix("example.org: 0 rows of 0 messages queued, 1 (1) accepted before, "))
      for (input, number) in [("\(line)", "2"), ("\(line)\n", "2")] {
        #expect(try await enqueue("--from-line", number, input: input).succeeded().hasPrefix("example.org: 0 rows of 0 messages queued, "))
        let beyond = try await enqueue("--from-line", "3", input: input)
        #expect(beyond.status == 65 && beyond.output == "")
        #expect(beyond.errors == "envoi: --from-line: is beyond the end: the last line is 1, got \"3\"\n")
      }
      #expect(try await installation.count() == 1)
    }

    @Test("A message with a file of recipients: each is greeted with what stands in their line")
    func recipients() async throws {
      let installation = try await Installation()
      try #"{"subject": "Hello {{name}}", "text": "{{variables.city}}"}"#.write(
        to: installation.scratch.file("m.json"), atomically: true, encoding: .utf8)
      try "address,name,city\nann@a.test,Ann,Lyon\nnobody,N,x\nbob@b.test,\"Smith, Bob\",Århus\n".write(
        to: installation.scratch.file("r.csv"), atomically: true, encoding: .utf8)
      let first = try await installation.envoi("enqueue", "--message", "m.json", "--recipients", "r.csv")
      #expect(first.status == 65 && first.errors.hasPrefix("envoi: line 3: address: "))
      #expect(first.output.hasPrefix("example.org: 2 rows of 1 message (1) queued, 1 line refused, "))
      let beyond = try await installation.envoi("enqueue", "--message", "m.json", "--recipients", "r.csv", "--from-line", "6")
      #expect(beyond.status == 65 && beyond.errors == "envoi: --from-line: is beyond the end: the last line is 4, got \"6\"\n")
      let again = try await installation.envoi("enqueue", "--message", "m.json", "--recipients", "r.csv", "--from-line", "5")
      #expect(again.output.hasPrefix("example.org: 0 rows of 0 messages queued, "))

      try await installation.envoi("send-queue").succeeded()
      let mails = try await ParsedMail.parse(installation.sandbox().map { Array($0.replacing("\n", with: "\r\n").utf8) })
      #expect(Set(mails.map(\.subject)) == ["Hello Ann", "Hello Smith, Bob"])
      #expect(Set(mails.map { $0.parts[0].text?.trimmingCharacters(in: .newlines) }) == ["Lyon", "Århus"])

      for (name, content, said) in [
        ("keyed", #"{"text": "y", "key": "k"}"#, "keyed: key: does not go with a file of recipients: "),
        ("addressed", #"{"text": "y", "to": "ann@a.test"}"#, "addressed: to: does not go with a file of recipients, "),
        ("broken", "{", "broken: json: must be one JSON object"),
      ] {
        try content.write(to: installation.scratch.file(name), atomically: true, encoding: .utf8)
        let refused = try await installation.envoi("enqueue", "--message", name, "--recipients", "r.csv")
        #expect(refused.status == 65 && refused.errors.hasPrefix("envoi: \(said)"), "\(refused)")
      }
      let alone = try await installation.envoi("enqueue", "--message", "m.json")
      #expect(alone.status == 64 && alone.errors.contains("--message and --recipients go together"))
    }

    @Test("Interrupted in the middle of a stream it says how far it came, and that much is in", arguments: [SIGINT, SIGTERM])
    func interrupted(signal: Int32) async throws {
      let installation = try await Installation()
      let pipe = installation.scratch.file("pipe").path
      #expect(mkfifo(pipe, 0o600) == 0)
      // Open for both, so that it neither waits for a reader nor ends. Never closed: its thread may write for ever, and must not write into
      // what gets the number next.
      let writing = open(pipe, O_RDWR | O_CLOEXEC)
      let enqueue = try installation.start("enqueue", input: pipe)
      defer { enqueue.stop() }
      let lines = (1...12_000).map { #"{"to": "\#($0)@a.test", "subject": "x", "text": "y"}"# }.joined(separator: "\n") + "\n"
      Thread.detachNewThread { FileHandle(fileDescriptor: writing).write(Data(lines.utf8)) }
      try await eventually("something is in, and it waits for more") { try await installation.count() >= 5000 }
      enqueue.send(signal: signal)
      enqueue.waitUntilGone()
      #expect(enqueue.stop() == 130)
      let count = try await installation.count()
      #expect(
        installation.log
          == "envoi: lines 1 to \(count) are settled, \(count) rows put in; go on with --from-line \(count + 1)\nenvoi: interrupted\n")
      #expect(count < 12_000)

      let rest = try await installation.envoi("enqueue", "--from-line", "\(count + 1)", input: lines)
      #expect(rest.output.hasPrefix("example.org: \(12_000 - count) rows of "))
      #expect(try await installation.count() == 12_000)
      #expect(try await installation.count("id IN (SELECT min(id) FROM envoi.queue GROUP BY recipient)") == 12_000)
    }
  }
}
