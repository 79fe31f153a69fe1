import Foundation
import Postgres
import Support
import Testing

extension Commands {
  @Suite("envoi send-queue and retry-queue")
  struct SendQueueTests {
    @Test("A line for each site that had work, and not a word where there was none")
    func output() async throws {
      let relay = try ScriptedSMTPServer { command in
        if command.line.contains("<2@") { return .reply("450 4.2.0 come back later") }
        return command.line.contains("<3@") ? .reply("550 5.1.1 unknown") : nil
      }
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port)
      try await installation.enqueue(1...5)
      let command = try await installation.envoi("send-queue")
      #expect(command.status == 0 && command.errors == "")
      #expect(
        command.output.wholeMatch(of: /example\.org: 3 sent, 2 error \(1 retried from (\d{4}-\d\d-\d\d )?\d\d:\d\d\), 0 left, \d+\.\d s\n/)
          != nil,
        "\(command.output)")
      for name in ["send-queue", "send_queue", "EmailQueue/send_queue", "retry-queue", "retry_queue", "EmailQueue/retry_queue"] {
        let nothing = try await installation.envoi(name)
        #expect(nothing.status == 0 && nothing.output == "" && nothing.errors == "", "\(name)")
      }
    }

    @Test("What expired while it waited counts as an error; a domain that SQL put in as people write it goes as A-labels")
    func expiredAndInternational() async throws {
      let relay = try ScriptedSMTPServer()
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port)
      try await installation.enqueue(1...2)
      try await installation.sql("UPDATE envoi.queue SET due_at = now() - interval '2 s', expires_at = now() - interval '1 s' WHERE id = 1")
      try await installation.sql("SELECT envoi.enqueue('example.org', 'ann@exämple.net', 'Hello', 'text')")
      #expect(try await installation.envoi("send-queue").succeeded().hasPrefix("example.org: 2 sent, 1 error, 0 left, "))
      #expect(Set(relay.mails.map(\.recipient)) == ["2@a.test", "ann@xn--exmple-cua.net"])
      try await installation.enqueue(3...3)
      try await installation.sql(
        "UPDATE envoi.queue SET due_at = now() - interval '2 s', expires_at = now() - interval '1 s' WHERE status = 'pending'")
      #expect(try await installation.envoi("send-queue").succeeded().hasPrefix("example.org: 0 sent, 1 error, 0 left, "))
    }

    @Test("A key that this machine lacks is its own fault: 78, and the transport is not paused for the others")
    func noKey() async throws {
      let relay = try ScriptedSMTPServer()
      defer { relay.stop() }
      let installation = try await Installation()
      try "secret\n".write(to: installation.scratch.file("password"), atomically: true, encoding: .utf8)
      try await installation.envoi(
        "transport", "add", "relay", "--url", "smtp://u@127.0.0.1:\(relay.port)", "--password-file", "password"
      ).succeeded()
      try await installation.enqueue(1...1)
      let run = try await installation.envoi("send-queue", environment: ["ENVOI_SECRET_KEY": ""])
      #expect(run.status == 78 && run.errors.contains("ENVOI_SECRET_KEY: is needed"), "\(run)")
      #expect(try await installation.count("status = 'pending'") == 1)
      #expect(try await installation.database.row("SELECT count(*) FROM envoi.transport WHERE trouble IS NULL", as: Int.self) == 2)
    }

    @Test("A journal that cannot be opened is named: what it knows is missing")
    func unreadableJournal() async throws {
      let installation = try await Installation()
      try FileManager.default.createDirectory(atPath: "\(installation.state)/journal/x.journal", withIntermediateDirectories: true)
      let run = try await installation.envoi("send-queue")
      #expect(run.status == 0 && run.errors.contains("this journal cannot be opened") && run.errors.contains("x.journal"), "\(run)")
    }

    @Test(
      "When a row is tried again is said by the 24-hour clock of the local time zone, with the date where that is another day",
      arguments: [("15:30", #"15:3\d"#), ("23:58", #"\d{4}-\d\d-\d\d 00:0\d"#)])
    func clock(now: String, again: String) async throws {
      let relay = try ScriptedSMTPServer { $0.verb == "RCPT" ? .reply("450 4.2.0 come back later") : nil }
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port)
      try await installation.enqueue(1...1)
      let minutes = now.split(separator: ":").compactMap { Int($0) }
      // A time zone in which it is that late.
      let ahead = minutes[0] * 60 + minutes[1] - Int(Date().timeIntervalSince1970) / 60 % 1440
      let zone = "TST\(ahead < 0 ? "+" : "-")\(abs(ahead) / 60):\(abs(ahead) % 60)"
      let command = try await installation.envoi(["send-queue"], environment: ["TZ": zone, "LC_ALL": "en_US.UTF-8"])
      #expect(try command.succeeded().contains(Regex(#"\(1 retried from "# + again + #"\)"#)), "\(zone): \(command)")
    }

    @Test("With a domain only that site is touched; one that is switched off keeps its rows")
    func domain() async throws {
      let installation = try await Installation()
      try await installation.envoi("site", "add", "example.net", "--from", "a@example.net").succeeded()
      try await installation.enqueue(1...3)
      try await installation.enqueue(1...2, site: "example.net")
      #expect(try await installation.envoi("send-queue", "Example.NET").succeeded().hasPrefix("example.net: 2 sent, 0 error, 0 left, "))
      #expect(try await installation.count("status = 'pending'") == 3)
      try await installation.envoi("site", "set", "example.org", "--disable-sending").succeeded()
      let off = try await installation.envoi("send-queue", "example.org")
      #expect(off.status == 75 && off.output == "", "\(off)")
      #expect(off.errors == "envoi: example.org: sending is disabled, 3 rows left: envoi site set example.org --enable-sending\n")
      #expect(try await installation.envoi("retry-queue", "example.org").succeeded() == "")
      #expect(try await installation.envoi("queue", "explain", "1").succeeded().contains("envoi site set example.org --enable-sending"))
      try await installation.envoi("site", "set", "example.org", "--enable-sending").succeeded()
      try await installation.enqueue(1...1, site: "example.net")
      #expect(
        try await installation.envoi("send_queue").succeeded().wholeMatch(of: /example\.net: 1 sent.*\nexample\.org: 3 sent.*\n/) != nil)
      let unknown = try await installation.envoi("send-queue", "a.test")
      #expect(unknown.status == 65 && unknown.errors.contains("only: example.net, example.org"))
    }

    @Test("However many run at once: every message goes once, over no more connections than the transport has", arguments: [2, 10])
    func atOnce(processes: Int) async throws {
      let relay = try ScriptedSMTPServer()
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port, "--connections", "5")
      try await installation.enqueue(1...2000)
      let outputs = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<processes { group.addTask { try await installation.envoi("send-queue").succeeded() } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(try await installation.count("status = 'sent' AND attempts = 1") == 2000)
      let sent = outputs.compactMap { $0.firstMatch(of: /: (\d+) sent, 0 error/).flatMap { Int($0.1) } }
      #expect(sent.reduce(0, +) == 2000, "\(outputs)")
      let mails = relay.mails.map { Mail($0.content) }
      #expect(mails.count == 2000 && Set(mails.map(\.id)).count == 2000 && Set(mails.map(\.subject)).count == 2000)
      #expect(relay.mostOpen <= 5)
    }
  }
}
