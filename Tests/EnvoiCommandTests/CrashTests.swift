import Foundation
import Support
import Testing

extension Commands {
  /// Kills in the middle of a drain. How often: `ENVOI_KILLS`, 5 when it is not set.
  @Suite("Whatever dies in the middle of a drain", .tags(.slow))
  struct CrashTests {
    static let kills = ProcessInfo.processInfo.environment["ENVOI_KILLS"].flatMap { Int($0) } ?? 5
    private static let rows = kills * rowsPerKill
    private static let rowsPerKill = 400
    private static let connections = 5

    private func installation(_ relay: ScriptedSMTPServer, _ options: String..., databaseURL: String? = nil) async throws -> Installation {
      let installation = try await Installation(options: options, databaseURL: databaseURL)
      try await installation.addRelay(relay.port, "--connections", "\(Self.connections)")
      return installation
    }

    /// Puts rows in for each kill, and kills when the relay has some of them.
    private func rounds(
      _ installation: Installation, _ relay: ScriptedSMTPServer,
      kill: (_ isDue: () async throws -> Void) async throws -> Void
    ) async throws {
      for round in 0..<Self.kills {
        // Counted before they are put in: `work` may have sent them all when that returns.
        let mails = relay.mails.count + .random(in: 1...Self.rowsPerKill / 2)
        try await installation.enqueue(round * Self.rowsPerKill + 1...(round + 1) * Self.rowsPerKill)
        try await kill { try await eventually("the relay has \(mails) mails: \(installation.log)") { relay.mails.count >= mails } }
      }
    }

    private func kill(_ command: String, _ installation: Installation, _ relay: ScriptedSMTPServer) async throws {
      try await rounds(installation, relay) { isDue in
        let process = try installation.start(command)
        try await isDue()
        process.send(signal: SIGKILL)
        process.waitUntilGone()
        // 0: on a busy machine it may have come to its end just before.
        #expect([128 + SIGKILL, 0].contains(process.stop()))
      }
      try await installation.envoi("send-queue").succeeded()
    }

    @Test(
      "The command killed: nothing is lost or stuck, and what goes twice is little and has an event", arguments: ["send-queue", "work"])
    func killed(command: String) async throws {
      let relay = try ScriptedSMTPServer()
      defer { relay.stop() }
      let installation = try await installation(relay)
      try await kill(command, installation, relay)
      #expect(try await installation.count("status <> 'sent'") == 0)
      try await expectFew(relay, installation, limit: Self.kills * Self.connections)
    }

    @Test("The command killed under hold: nothing goes twice, and only what was being sent waits for an operator")
    func held() async throws {
      let relay = try ScriptedSMTPServer()
      defer { relay.stop() }
      let installation = try await installation(relay, "--on-doubt", "hold")
      try await kill("send-queue", installation, relay)
      let held = try await installation.count("status = 'error' AND reason = 'in_doubt' AND retry_at IS NULL")
      #expect(held <= Self.kills * Self.connections)
      #expect(try await installation.count("status = 'sent'") == Self.rows - held)
      let copies = Dictionary(grouping: relay.mails, by: \.recipient).mapValues(\.count)
      #expect(copies.values.allSatisfy { $0 == 1 } && copies.count >= Self.rows - held)
    }

    @Test("PostgreSQL killed: the command waits for it and goes on, and nothing goes twice")
    func database() async throws {
      let cluster = try await PostgresCluster.start()
      defer { cluster.stop() }
      let relay = try ScriptedSMTPServer()
      defer { relay.stop() }
      let installation = try await installation(relay, databaseURL: cluster.createDatabase())
      let work = try installation.start("work")
      defer { work.stop() }
      try await rounds(installation, relay) { isDue in
        try await isDue()
        cluster.crash()
        try await cluster.restart()
      }
      // The session that looked on died too.
      let looking = try await Installation(site: nil, databaseURL: installation.databaseURL)
      try await eventually("all are sent: \(installation.log)") { try await looking.count("status = 'sent'") == Self.rows }
      work.send(signal: SIGTERM)
      work.waitUntilGone()
      #expect(work.stop() == 0, "\(installation.log)")
      #expect(relay.mails.count == Self.rows)
    }

    @Test(
      "The relay cuts the connection after the final dot: the row is in doubt, and goes again only where its site wants that",
      arguments: ["resend", "hold"])
    func cut(onDoubt: String) async throws {
      let relay = try ScriptedSMTPServer { $0.verb == "." && $0.transaction == 20 ? .close : nil }
      defer { relay.stop() }
      let installation = try await installation(relay, "--on-doubt", onDoubt)
      try await installation.enqueue(1...Self.rows)
      try await installation.envoi("send-queue").succeeded()
      let cuts = relay.mails.count { !$0.isAcknowledged }
      #expect(cuts > 0)
      #expect(try await installation.count("status = 'error' AND reason = 'in_doubt'") == cuts)
      #expect(try await installation.count("status = 'sent'") == Self.rows - cuts)
      #expect(try await installation.count("retry_at IS NOT NULL") == (onDoubt == "resend" ? cuts : 0))
      #expect(relay.mails.count == Self.rows)
      guard onDoubt == "resend" else { return }
      try await installation.sql("UPDATE envoi.queue SET retry_at = now() WHERE status = 'error'")
      try await installation.envoi("retry-queue").succeeded()
      try await expectFew(relay, installation, limit: cuts)
    }

    /// Every message came, with one Message-ID each, and of those that came again there are few and each says so.
    private func expectFew(_ relay: ScriptedSMTPServer, _ installation: Installation, limit: Int) async throws {
      let copies = Dictionary(grouping: relay.mails, by: \.recipient)
      #expect(copies.count == Self.rows)
      #expect(copies.values.allSatisfy { Set($0.map { Mail($0.content).id }).count == 1 })
      let repeated = copies.filter { $0.value.count > 1 }
      #expect(copies.values.reduce(0) { $0 + $1.count - 1 } <= limit)
      let noted = try await installation.count(
        """
        recipient IN (\((repeated.keys.map { "'\($0)'" } + ["NULL"]).joined(separator: ",")))
          AND EXISTS (SELECT FROM envoi.queue_event e WHERE e.queue_id = queue.id AND e.kind IN ('lapsed', 'in_doubt'))
        """)
      #expect(noted == repeated.count)
    }
  }
}
