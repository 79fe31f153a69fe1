import Support
import Testing
import Transport

@Suite("To smtp-sink", .enabled(if: SMTPSink.isInstalled, "the package postfix is not installed"))
struct SinkTests {
  private func connection(to sink: SMTPSink) throws -> SMTPConnection {
    try SMTPConnection(SMTPEndpoint(host: "127.0.0.1", port: sink.port, security: .none, heloName: "client.example.org"))
  }

  @Test("a thousand mails over ten connections are accepted and arrive once each", arguments: [[], ["-p"], ["-e"], ["-8"]])
  func thousand(options: [String]) async throws {
    let sink = try SMTPSink(options, keepsMails: true)
    let source = RecordingSource(count: 1000)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<10 {
        let connection = try connection(to: sink)
        group.addTask {
          try await connection.deliver(source)
          await connection.close()
        }
      }
      try await group.waitForAll()
    }
    #expect(source.outcomes.count == 1000 && source.outcomes.values.allSatisfy { $0.count == 1 && $0[0].isAccepted })
    let recipients = try sink.mails().compactMap { mail in mail.split(separator: "\n").first { $0.hasPrefix("X-Rcpt-Args: ") } }
    #expect(recipients.count == 1000 && Set(recipients).count == 1000)
  }

  @Test(
    "its faults have these outcomes",
    arguments: [
      (["-q", "."], "inDoubt"), (["-q", "data"], "notSent"), (["-q", "rcpt"], "notSent"), (["-q", "mail"], "notSent"),
      (["-r", "."], "450 at ."), (["-f", "rcpt"], "500 at RCPT"), (["-B", "550 5.7.1 nope", "-f", "rcpt"], "550 at RCPT"),
      (["-r", "data"], "450 at DATA"),
    ])
  func faults(options: [String], outcome: String) async throws {
    let sink = try SMTPSink(options)
    let source = RecordingSource(count: 1)
    try? await connection(to: sink).deliver(source)
    #expect(source.outcome(0)?.name == outcome)
  }
}
