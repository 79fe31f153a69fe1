import Foundation
import Postgres
import Support
import Testing

extension Commands {
  @Suite("send-queue killed in the middle of SMS", .tags(.slow))
  struct GatewayCrashTests {
    private static let rows = CrashTests.kills * rowsPerKill
    private static let rowsPerKill = 300
    private static let connections = 10

    private static let gateway = """
      {
        name: "slow", channel: "sms", about: "Answers after some milliseconds.",
        settings: { url: { about: "where", required: true } },
        request: { url: "{{settings.url}}/send", json: { to: "{{to}}", reference: "{{id}}" } },
        success: { status: 200, json: "$.state", equals: "ok" },
      }
      """

    /// Kills again and again, lets a last run end it, and has what is to be tried again tried.
    private func run(_ installation: Installation, _ server: ScriptedHTTPServer) async throws {
      let description = try installation.write(Self.gateway, "gateway.json5")
      try await installation.addGateway("gw", "--gateway", description, "--connections", "\(Self.connections)", url: server.url).succeeded()
      for round in 0..<CrashTests.kills {
        let numbers = (round * Self.rowsPerKill..<(round + 1) * Self.rowsPerKill).map { #""+336\#(10_000_000 + $0)""# }
        try await installation.envoi(
          "enqueue", input: #"{"channel": "sms", "text": "Hello", "to": [\#(numbers.joined(separator: ", "))]}"#
        ).succeeded()
        let due = server.requests.count + .random(in: 1...Self.rowsPerKill / 2)
        let process = try installation.start("send-queue")
        try await eventually("the gateway has \(due) requests: \(installation.log)") { server.requests.count >= due }
        process.send(signal: SIGKILL)
        process.waitUntilGone()
        #expect(process.stop() == 128 + SIGKILL)
      }
      try await installation.envoi("send-queue").succeeded()
      try await installation.sql("UPDATE envoi.queue SET retry_at = now() WHERE retry_at IS NOT NULL")
      try await installation.envoi("retry-queue").succeeded()
    }

    private func server() throws -> ScriptedHTTPServer {
      try ScriptedHTTPServer { _ in
        usleep(5000)
        return .respond(200, [:], #"{"state": "ok"}"#)
      }
    }

    @Test("nothing is lost, and what goes twice is little, has the same reference, and an event")
    func resend() async throws {
      let server = try server()
      defer { server.stop() }
      let installation = try await Installation()
      try await run(installation, server)
      #expect(try await installation.count("status = 'sent'") == Self.rows)
      let copies = Dictionary(grouping: server.requests.compactMap(\.json)) { $0["to"] ?? "" }
      #expect(copies.count == Self.rows)
      #expect(copies.values.allSatisfy { Set($0.map { $0["reference"] ?? "\(UUID())" }).count == 1 })
      let repeated = copies.filter { $0.value.count > 1 }
      #expect(server.requests.count - Self.rows <= CrashTests.kills * Self.connections)
      let noted = try await installation.database.rows(
        "SELECT DISTINCT q.recipient::text FROM envoi.queue q JOIN envoi.queue_event e ON e.queue_id = q.id WHERE e.kind IN ('lapsed', 'in_doubt')",
        as: String.self)
      #expect(Set(repeated.keys).isSubset(of: noted))
    }

    @Test("under hold nothing goes twice, and only what was being sent waits for an operator")
    func hold() async throws {
      let server = try server()
      defer { server.stop() }
      let installation = try await Installation(options: ["--on-doubt", "hold"])
      try await run(installation, server)
      let held = try await installation.count("status = 'error' AND reason = 'in_doubt' AND retry_at IS NULL")
      #expect(held <= CrashTests.kills * Self.connections)
      #expect(try await installation.count("status = 'sent'") == Self.rows - held)
      let copies = Dictionary(grouping: server.requests.compactMap { $0.json?["to"] }) { $0 }
      #expect(copies.values.allSatisfy { $0.count == 1 } && copies.count >= Self.rows - held)
    }
  }
}
