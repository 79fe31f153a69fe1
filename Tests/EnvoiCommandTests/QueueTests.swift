import Foundation
import Support
import Testing

extension Commands {
  @Suite("envoi queue")
  struct QueueTests {
    /// Rows 1 to 3 refused for good, refused for now and sent, row 4 pending.
    private func installation(_ relay: ScriptedSMTPServer) async throws -> Installation {
      let installation = try await Installation()
      try await installation.addRelay(relay.port)
      try await installation.enqueue(1...3)
      try await installation.envoi("send-queue").succeeded()
      try await installation.envoi(
        "send", "--to", "Zoë <zoe@z.test>", "--subject", "Größe", "--text", "y", "--tag", "spring", "--reference", "r4", "--due",
        "2099-01-01T00:00:00Z"
      ).succeeded()
      return installation
    }

    private func relay() throws -> ScriptedSMTPServer {
      try ScriptedSMTPServer { command in
        if command.line.contains("<1@") { return .reply("550 5.1.1 no such user") }
        return command.line.contains("<2@") ? .reply("450 4.2.1 mailbox busy") : nil
      }
    }

    private func objects(_ lines: String) throws -> [[String: Any]] {
      try lines.split(separator: "\n").map { line in
        try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
    }

    @Test("list shows the rows of a filter, newest first and page by page, for people and as JSON")
    func list() async throws {
      let relay = try relay()
      defer { relay.stop() }
      let installation = try await installation(relay)
      for (arguments, ids) in [
        ([], [4, 3, 2, 1]), (["--limit", "2"], [4, 3]), (["--limit", "2", "--before", "3"], [2, 1]),
        (["--status", "error"], [2, 1]), (["--status", "error", "--status", "pending"], [4, 2, 1]), (["--reason", "refused"], [1]),
        (["--recipient", "2@A.test"], [2]), (["--recipient", "Zoë <zoe@z.test>"], [4]), (["--message", "3"], [3]),
        (["--tag", "spring"], [4]), (["--reference", "r4"], [4]),
        (["--since", "1h"], [4, 3, 2, 1]), (["--until", "1h"], []), (["--until", "2099-01-01T00:00", "--newsletter", "1"], []),
        (["--since", "2099-01-01T00:00:00Z"], []), (["--site", "example.org", "--status", "sent"], [3]),
      ] as [([String], [Int])] {
        let objects = try objects(await installation.envoi(["queue", "list", "--json"] + arguments).succeeded())
        #expect(objects.compactMap { $0["id"] as? Int } == ids, "\(arguments)")
        #expect(objects.flatMap(\.keys).allSatisfy { $0.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil })
      }

      let table = try await installation.envoi("queue", "list", "--limit", "4")
      let lines = table.output.split(separator: "\n")
      #expect(lines.count == 5 && lines[0].hasPrefix("ID  MESSAGE  SITE         STATUS"))
      #expect(lines[4].contains("error/refused") && lines[4].hasSuffix("5.1.1 no such user"))
      #expect(table.errors == "envoi: more: --before 1\n")
      try await installation.sql("UPDATE envoi.message SET subject = E'red \\u001B[31m and \\u202Ebackwards'")
      try await installation.sql("UPDATE envoi.queue SET reply = repeat('long ', 20) WHERE id = 1")
      let steering = try await installation.envoi("queue", "list").succeeded()
      #expect(
        steering.contains(#"red \u{1b}[31m and \u{202e}backwards"#) && steering.hasSuffix(String(repeating: "long ", count: 20) + "\n"))
      let nobody = try await installation.envoi("queue", "list", "--recipient", "nobody@")
      #expect(nobody.status == 65 && nobody.errors.hasPrefix(#"envoi: --recipient: "nobody@""#))
      for (option, value) in [("--since", "yesterday"), ("--site", "example.com"), ("--tag", "")] {
        let wrong = try await installation.envoi("queue", "list", option, value)
        #expect(wrong.status == 65 && wrong.errors.hasPrefix("envoi: \(option): "), "\(wrong.errors)")
      }
      let wrong = try await installation.envoi("queue", "list", "--status", "lost")
      #expect(wrong.status == 64 && wrong.errors.contains("pending"))
    }

    @Test("rows of a site whose settings cannot be read are listed, counted, cancelled and requeued")
    func brokenSite() async throws {
      let installation = try await Installation()
      try await installation.enqueue(1...2)
      try await installation.sql("UPDATE envoi.site SET sender = 'two words@example.org'")
      let list = try await installation.envoi("queue", "list", "--site", "example.org", "--json").succeeded()
      #expect(list.split(separator: "\n").count == 2)
      #expect(try await installation.envoi("queue", "stats", "--site", "example.org").succeeded().contains("pending   2"))
      #expect(try await installation.envoi("queue", "cancel", "--site", "example.org").succeeded() == "2 rows cancelled\n")
      #expect(try await installation.envoi("queue", "requeue", "--site", "example.org").succeeded() == "2 rows requeued\n")
    }

    @Test("show has the row, what happened to it and the mail as it went; explain says why one has not left")
    func show() async throws {
      let relay = try relay()
      defer { relay.stop() }
      let installation = try await installation(relay)
      let mail = try #require(relay.mails.first { $0.recipient == "3@a.test" })
      // The row knows when the answer came, not when the mail was composed.
      func withoutDate(_ bytes: [UInt8]) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("Date: ") }
      }
      let shown = try await installation.envoi("queue", "show", "3", "--mail").succeeded()
      #expect(withoutDate(Array(shown.utf8)) == withoutDate(mail.content))

      let objects = try objects(await installation.envoi("queue", "show", "2", "--json").succeeded())
      #expect(objects.count == 2 && objects[0]["reply_code"] as? Int == 450 && objects[0]["retry_at"] is String)
      #expect(objects[1]["kind"] as? String == "deferred" && objects[1]["attempt"] as? Int == 1)
      let people = try await installation.envoi("queue", "show", "1").succeeded()
      #expect(people.contains("status      error/refused\n") && people.contains("refused (attempt 1) : 550 5.1.1 no such user"))
      #expect(people.contains("\nSubject: mail 1\n") && people.contains("\n\nnumber 1\n"))

      for (id, said) in [
        ("1", "it ended in error/refused: 5.1.1 no such user\nenvoi queue requeue 1 sends it again"), ("2", "retry-queue takes it from "),
        ("3", "it was sent at "), ("4", "it is not due before 2099-01-01"),
      ] {
        #expect(try await installation.envoi("queue", "explain", id).succeeded().hasPrefix(said))
      }
      let both = try await installation.envoi("queue", "show", "1", "--mail", "--json")
      #expect(both.status == 64 && both.errors.hasPrefix("Error: either --mail or --json\n"))
      for command in ["show", "explain"] {
        let missing = try await installation.envoi("queue", command, "99")
        #expect(missing.status == 65 && missing.errors == "envoi: id: is no row of the queue, got \"99\"\n")
      }
    }

    @Test("requeue, cancel and purge change what they count with --dry-run, and nothing unless it is said which rows")
    func change() async throws {
      let relay = try relay()
      defer { relay.stop() }
      let installation = try await installation(relay)
      func queue(_ arguments: String...) async throws -> String { try await installation.envoi(["queue"] + arguments).succeeded() }
      #expect(try await queue("stats", "--json") == #"{"delivered":0,"error":2,"pending":1,"sending":0,"sent":1}"# + "\n")
      #expect(try await queue("stats") == "pending   1\nsending   0\nsent      1\nerror     2\ndelivered 0\n")
      for command in ["requeue", "cancel"] {
        let unsaid = try await installation.envoi("queue", command)
        #expect(unsaid.status == 64 && unsaid.errors.contains("ids, a filter, or --all\nUsage: envoi queue \(command) "))
        let unknown = try await installation.envoi("queue", command, "1", "99")
        #expect(unknown.status == 65 && unknown.errors == "envoi: id: is no row of the queue, got \"99\"\n" && unknown.output == "")
      }
      let sent = try await installation.envoi("queue", "cancel", "3")
      #expect(sent.status == 65 && sent.output == "0 rows cancelled\n" && sent.errors == "envoi: row 3 cannot be cancelled: it is sent\n")
      try await installation.sql("UPDATE envoi.queue SET status = 'sending', token = 7, lease_until = '2100-01-01Z' WHERE id = 4")
      let sending = try await installation.envoi("queue", "cancel", "4")
      #expect(
        sending.status == 65 && sending.errors.hasPrefix("envoi: row 4 is being sent: its status cannot be changed before its lease ends")
          && sending.errors.hasSuffix("; Wait for its outcome; a lease that lapses is settled by the next send-queue.\n"))
      try await installation.sql("UPDATE envoi.queue SET status = 'pending', token = NULL, lease_until = NULL WHERE id = 4")

      #expect(try await queue("requeue", "--status", "error", "--dry-run") == "2 rows would be requeued: 2 error\n")
      #expect(try await queue("requeue", "--since", "1h", "--dry-run") == "2 rows would be requeued: 2 error\n")
      #expect(
        try await queue("requeue", "--status", "sent", "--status", "error", "--dry-run") == "3 rows would be requeued: 1 sent, 2 error\n")
      #expect(try await queue("requeue", "--tag", "none", "--dry-run") == "0 rows would be requeued\n")
      #expect(try await installation.count("status = 'pending'") == 1)
      #expect(try await queue("requeue", "--status", "error") == "2 rows requeued\n")
      #expect(try await installation.count("status = 'pending' AND attempts = 0 AND due_at <= now()") == 2)
      #expect(try await queue("show", "1").contains("requeued by \(NSUserName()) (envoi queue requeue)"))
      #expect(try await queue("cancel", "1", "2", "--dry-run") == "2 rows would be cancelled: 2 pending\n")
      #expect(try await queue("cancel", "1", "2") == "2 rows cancelled\n")
      #expect(try await installation.state("id = 1") == "error/cancelled")
      #expect(try await queue("requeue", "3") == "1 row requeued\n")
      #expect(try await installation.count("id = 3 AND generation = 2") == 1)

      try await installation.sql("UPDATE envoi.queue SET created_at = now() - interval '100 days'")
      try await installation.envoi("site", "set", "example.org", "--keep", "120d").succeeded()
      #expect(try await queue("purge") == "0 rows deleted\n")
      try await installation.envoi("site", "set", "example.org", "--keep", "90d").succeeded()
      #expect(try await queue("purge", "--dry-run") == "2 rows would be deleted\n")
      #expect(try await queue("purge", "--dry-run", "--older-than", "101d") == "0 rows would be deleted\n")
      #expect(try await queue("purge") == "2 rows deleted\n")
      #expect(try await installation.count() == 2)
      #expect(try await queue("purge", "--older-than", "90d") == "0 rows deleted\n")
      let wrong = try await installation.envoi("queue", "purge", "--older-than", "90")
      #expect(
        wrong.status == 65
          && wrong.errors.contains("--older-than: must be a number and a unit, like 2w, 90d, 36h, 15m or 30s, and at most 1157d, got"))
    }
  }
}
