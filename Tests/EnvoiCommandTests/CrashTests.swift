import Foundation
import Support
import Testing

extension Commands {
  /// Kills in the middle of a drain. How often: `ENVOI_KILLS`, 5 when it is not set.
  @Suite("Whatever dies in the middle of a drain", .tags(.slow))
  struct CrashTests {
    static let kills = ProcessInfo.processInfo.environment["ENVOI_KILLS"].flatMap { Int($0) } ?? 5
    private static let connections = 5
    private static let rowsPerKill = 400

    private func installation(_ relay: ScriptedSMTPServer, _ options: String...) async throws -> Installation {
      let installation = try await Installation(options: options)
      try await installation.addRelay(relay.port, "--connections", "\(Self.connections)")
      try await installation.enqueue(Self.kills * Self.rowsPerKill)
      return installation
    }

    /// Runs the command again and again, and kills it when the relay has so many mails more.
    private func kill(_ command: String, _ installation: Installation, _ relay: ScriptedSMTPServer) async throws {
      for _ in 0..<Self.kills {
        let mails = relay.mails.count + .random(in: 1..<Self.rowsPerKill - 50)
        let process = try installation.start(command)
        try await eventually("the relay has \(mails) mails: \(installation.log)") { relay.mails.count >= mails }
        process.send(signal: SIGKILL)
        process.waitUntilGone()
        process.stop()
      }
    }

    @Test(
      "The command killed: nothing is lost or stuck, and what goes twice is little and has an event", arguments: ["send-queue", "work"])
    func killed(command: String) async throws {
      let relay = try ScriptedSMTPServer()
      defer { relay.stop() }
      let installation = try await installation(relay)
      try await kill(command, installation, relay)
      try await installation.envoi("send-queue").succeeded()
      #expect(try await installation.count("status <> 'sent'") == 0)
      try await expectFew(relay, installation, limit: Self.kills * Self.connections)
    }

    @Test("The command killed under hold: nothing goes twice, and only what was being sent waits for an operator")
    func held() async throws {
      let relay = try ScriptedSMTPServer()
      defer { relay.stop() }
      let installation = try await installation(relay, "--on-doubt", "hold")
      try await kill("send-queue", installation, relay)
      try await installation.envoi("send-queue").succeeded()
      let held = try await installation.count("status = 'error' AND reason = 'in_doubt' AND retry_at IS NULL")
      #expect(held <= Self.kills * Self.connections)
      #expect(try await installation.count("status = 'sent'") == Self.kills * Self.rowsPerKill - held)
      let copies = Dictionary(grouping: relay.mails, by: \.recipient).mapValues(\.count)
      #expect(copies.values.allSatisfy { $0 == 1 } && copies.count >= Self.kills * Self.rowsPerKill - held)
    }

    @Test("PostgreSQL killed: the command waits for it and goes on, and nothing goes twice")
    func database() async throws {
      let cluster = try await PostgresCluster.start()
      defer { cluster.stop() }
      let relay = try ScriptedSMTPServer()
      defer { relay.stop() }
      let installation = try await Installation(databaseURL: cluster.createDatabase())
      try await installation.addRelay(relay.port, "--connections", "\(Self.connections)")
      try await installation.enqueue(Self.kills * Self.rowsPerKill)
      let process = try installation.start("send-queue")
      defer { process.stop() }
      for _ in 0..<Self.kills {
        let mails = relay.mails.count + .random(in: 1..<Self.rowsPerKill - 50)
        try await eventually("the relay has \(mails) mails: \(installation.log)") { relay.mails.count >= mails }
        cluster.crash()
        try await cluster.restart()
      }
      process.waitUntilGone()
      #expect(process.stop() == 0, "\(installation.log)")
      let looking = try await Installation(site: nil, databaseURL: installation.databaseURL)
      #expect(try await looking.count("status = 'sent'") == Self.kills * Self.rowsPerKill)
      #expect(relay.mails.count == Self.kills * Self.rowsPerKill)
    }

    @Test(
      "The relay cuts the connection after the final dot: the row is in doubt, and goes again only where its site wants that",
      arguments: ["resend", "hold"])
    func cut(onDoubt: String) async throws {
      let relay = try ScriptedSMTPServer { $0.verb == "." && $0.transaction == 20 ? .close : nil }
      defer { relay.stop() }
      let installation = try await installation(relay, "--on-doubt", onDoubt)
      try await installation.envoi("send-queue").succeeded()
      let cuts = relay.mails.count { !$0.isAcknowledged }
      #expect(cuts > 0)
      #expect(try await installation.count("status = 'error' AND reason = 'in_doubt'") == cuts)
      #expect(try await installation.count("status = 'sent'") == Self.kills * Self.rowsPerKill - cuts)
      #expect(try await installation.count("retry_at IS NOT NULL") == (onDoubt == "resend" ? cuts : 0))
      #expect(relay.mails.count == Self.kills * Self.rowsPerKill)
      guard onDoubt == "resend" else { return }
      try await installation.sql("UPDATE envoi.queue SET retry_at = now() WHERE status = 'error'")
      try await installation.envoi("retry-queue").succeeded()
      try await expectFew(relay, installation, limit: cuts)
    }

    /// Every message came, with one Message-ID each, and of those that came again there are few and each says so.
    private func expectFew(_ relay: ScriptedSMTPServer, _ installation: Installation, limit: Int) async throws {
      let copies = Dictionary(grouping: relay.mails, by: \.recipient)
      #expect(copies.count == Self.kills * Self.rowsPerKill)
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
