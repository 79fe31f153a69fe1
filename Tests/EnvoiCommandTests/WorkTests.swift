import Foundation
import Postgres
import Support
import Synchronization
import Testing

extension Commands {
  @Suite("envoi work")
  struct WorkTests {
    @Test("It sends what comes while it runs, what is due for another try and what is requeued by plain SQL, until SIGTERM")
    func forever() async throws {
      let tries = Gate()
      let relay = try ScriptedSMTPServer { command in
        guard command.line.hasPrefix("RCPT TO:<late@") else { return nil }
        tries.count()
        return tries.waiting == 1 ? .reply("450 4.2.0 later") : nil
      }
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port)
      try await installation.enqueue(1...10)
      let work = try installation.start("work")
      defer { work.stop() }
      try await eventually("what was there is sent") { try await installation.count("status = 'sent'") == 10 }
      try await installation.envoi("send", "--to", "late@a.test", "--subject", "x", "--text", "y").succeeded()
      try await eventually("it is refused for now") { try await installation.state() == "error/deferred" }
      try await installation.enqueue(1...10)
      try await eventually("what came is sent") { try await installation.count("status = 'sent'") == 20 }
      try await installation.sql("UPDATE envoi.queue SET retry_at = now() WHERE status = 'error'")
      try await eventually("the other try succeeds") { try await installation.count("status = 'sent'") == 21 }
      try await installation.sql("UPDATE envoi.queue SET status = 'pending' WHERE id = 1")
      try await eventually("it is sent again") { try await installation.count("id = 1 AND status = 'sent' AND generation = 2") == 1 }
      try await installation.sql("SELECT envoi.enqueue('example.org', 'sql@a.test', 'from SQL', 'text')")
      try await eventually("what SQL put in is sent") { try await installation.count("status = 'sent'") == 22 }
      work.send(signal: SIGTERM)
      work.waitUntilGone()
      #expect(work.stop() == 0 && relay.mails.count == 23)
      #expect(installation.log.contains("working") && installation.log.contains("stopped"), "\(installation.log)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(installation.state)/journal").isEmpty)
    }

    @Test(
      "SIGTERM finishes what is under way and gives back what was not begun; so does SIGHUP, and one that timeout(1) sends twice at once",
      arguments: [("work", [SIGTERM]), ("send-queue", [SIGTERM]), ("work", [SIGHUP]), ("send-queue", [SIGTERM, SIGTERM])])
    func stops(command: String, signals: [Int32]) async throws {
      let gate = Gate()
      let relay = try ScriptedSMTPServer { command in
        if command.verb == "." { gate.pass() }
        return nil
      }
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port, "--connections", "2")
      try await installation.enqueue(1...50)
      let work = try installation.start(command)
      defer {
        gate.open()
        work.stop()
      }
      try await eventually("two contents wait for their answer") { gate.waiting == 2 }
      #expect(try await installation.count("status = 'sending'") > 4)
      for signal in signals { work.send(signal: signal) }
      // With each content the next envelope and its DATA went along: that cannot be taken back.
      try await eventually("what was not begun is given back") { try await installation.count("status = 'sending'") == 4 }
      gate.open()
      work.waitUntilGone()
      #expect(work.stop() == 0, "\(installation.log)")
      #expect(try await installation.count("status = 'sent'") == 4 && relay.mails.count == 4)
      #expect(try await installation.count("status = 'pending' AND attempts = 0 AND token IS NULL AND due_at <= now()") == 46)
    }

    @Test("A second SIGTERM ends it at once; what may have been sent is in doubt, and nothing else")
    func aborts() async throws {
      let gate = Gate()
      let relay = try ScriptedSMTPServer { command in
        guard command.verb == "." else { return nil }
        gate.count()
        return .stall
      }
      defer { relay.stop() }
      let installation = try await Installation(options: ["--on-doubt", "hold"])
      try await installation.addRelay(relay.port, "--connections", "2")
      try await installation.enqueue(1...50)
      let work = try installation.start("work")
      defer { work.stop() }
      try await eventually("two contents wait for their answer") { gate.waiting == 2 }
      work.send(signal: SIGTERM)
      try await eventually("what was not begun is given back") { try await installation.count("status = 'sending'") == 4 }
      // Those that come within half a second are one.
      try await Task.sleep(for: .milliseconds(600))
      work.send(signal: SIGTERM)
      work.waitUntilGone()
      #expect(work.stop() == 0, "\(installation.log)")
      #expect(try await installation.count("status = 'error' AND reason = 'in_doubt' AND retry_at IS NULL") == 2)
      #expect(try await installation.count("status = 'pending' AND attempts = 0 AND token IS NULL") == 48)
    }

    @Test("A second SIGTERM ends it at once also while the database is away; the next run knows what was sent")
    func abortsAlone() async throws {
      let cluster = try await PostgresCluster.start()
      defer { cluster.stop() }
      let gate = Gate()
      let relay = try ScriptedSMTPServer { command in
        if command.verb == "." { gate.pass() }
        return nil
      }
      defer { relay.stop() }
      let installation = try await Installation(options: ["--on-doubt", "hold"], databaseURL: cluster.createDatabase())
      try await installation.addRelay(relay.port, "--connections", "2")
      try await installation.enqueue(1...50)
      let work = try installation.start("work")
      defer {
        gate.open()
        work.stop()
      }
      try await eventually("two contents wait for their answer") { gate.waiting == 2 }
      cluster.crash()
      work.send(signal: SIGTERM)
      try await eventually("it has heard of it: \(installation.log)") { installation.log.contains("lost the database") }
      gate.open()
      try await eventually("what was under way is sent") { relay.mails.count == 4 }
      try await Task.sleep(for: .milliseconds(600))
      work.send(signal: SIGTERM)
      work.waitUntilGone()
      try await cluster.restart()
      #expect(try await installation.envoi("send-queue").succeeded().hasPrefix("example.org: 46 sent, 0 error, 0 left, "))
      #expect(Set(relay.mails.map(\.recipient)).count == 50 && relay.mails.count == 50)
    }

    @Test("A relay that does not answer while a session is opened holds no stop up")
    func stopsOpening() async throws {
      let relay = try ScriptedSMTPServer { _ in .stall }
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port)
      try await installation.enqueue(1...5)
      let work = try installation.start("work")
      defer { work.stop() }
      try await eventually("a session waits for its greeting") { relay.sessions == 1 }
      let start = ContinuousClock.now
      work.send(signal: SIGTERM)
      work.waitUntilGone()
      // Opening may take 60 s.
      #expect(work.stop() == 0 && start.duration(to: .now) < .seconds(25))
      #expect(try await installation.count("status = 'pending' AND attempts = 0") == 5)
    }

    @Test("A transport in trouble is paused at once, also while a mail still waits for its answer")
    func pausesAtOnce() async throws {
      let gate = Gate()
      let relay = try ScriptedSMTPServer { command in
        if command.verb == "." { gate.pass() }
        return command.line.hasPrefix("RCPT TO:<2@") ? .reply("451 4.7.28 slow down") : nil
      }
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port, "--connections", "2")
      try await installation.enqueue(1...1)
      let run = try installation.start("work")
      defer {
        gate.open()
        run.stop()
      }
      try await eventually("a content waits for its answer") { gate.waiting == 1 }
      try await installation.enqueue(2...2)
      try await eventually("the transport is paused") {
        try await installation.database.row("SELECT paused_until > now() FROM envoi.transport WHERE name = 'relay'", as: Bool?.self) == true
      }
      try await eventually("the other one waits again") { try await installation.count("status = 'sending'") == 1 }
      #expect(gate.waiting == 1)
    }

    @Test(
      "A clock that jumps back, and ahead, holds nothing up and sends nothing twice", .enabled(if: FakeClock.isUsable, "needs faketime"))
    func clock() async throws {
      // Now and then libfaketime loses a wake-up of the process that it deceives, which sleeps for hours then.
      for _ in 0..<3 {
        do { return try await jumps() } catch is FixtureError {}
      }
      try await jumps()
    }

    private func jumps() async throws {
      let relay = try ScriptedSMTPServer { command in
        command.line.hasPrefix("RCPT TO:<1@") && command.session == 0 ? .reply("450 4.2.0 later") : nil
      }
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port, "--connections", "1")
      let clock = try FakeClock()
      try clock.set(hours: 3)
      try await installation.enqueue(1...10)
      let work = try installation.start("work", environment: clock.environment)
      defer { work.stop() }
      try await eventually("all but one are sent") { try await installation.count("status = 'sent'") == 9 }
      var sent = 9
      for hours in [0, -5, 2] {
        try clock.set(hours: hours)
        try await installation.enqueue(101...110)
        sent += 10
        try await eventually("what comes then is sent, at \(hours) h", seconds: 30) {
          try await installation.count("status = 'sent'") == sent
        }
      }
      #expect(relay.mails.count == 39)
      let dates = relay.mails.compactMap { String(decoding: $0.content, as: UTF8.self).firstMatch(of: /Date: (.*)\r\n/)?.1 }
      #expect(Set(dates.map { $0.prefix(19) }).count >= 4, "the clock was not another one: \(dates)")
      // The database's clock says when the other is due.
      #expect(
        try await installation.count(
          "reason = 'deferred' AND retry_at BETWEEN now() + interval '4 min' AND now() + interval '6 min' AND attempts = 1") == 1)
      work.send(signal: SIGTERM)
      work.waitUntilGone()
      #expect(work.stop() == 0)
    }

    @Test("A transport that is switched off in the middle of a drain is used no more")
    func switchedOff() async throws {
      let relay = try ScriptedSMTPServer { command in
        if command.verb == "." { usleep(20_000) }
        return nil
      }
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port, "--connections", "1")
      try await installation.enqueue(1...3000)
      let run = try installation.start("send-queue")
      defer { run.stop() }
      try await eventually("it sends") { relay.mails.count > 10 }
      try await installation.envoi("transport", "set", "relay", "--disable-sending").succeeded()
      run.waitUntilGone()
      #expect(run.stop() == 75)
      #expect(installation.log.contains("no transport is enabled"), "\(installation.log)")
      #expect(try await installation.count("status = 'pending' AND token IS NULL") == 3000 - relay.mails.count)
      #expect(relay.mails.count < 2000)
    }
  }
}
