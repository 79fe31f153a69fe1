import Foundation
import Support
import Synchronization
import Testing

extension Commands {
  @Suite("From cron", .enabled(if: Cron.isUsable, "needs root, cron and faketime"), .tags(.slow))
  struct CronTests {
    @Test("The crontab sends what waits, and what was refused when it is due for another try")
    func crontab() async throws {
      let tries = Mutex(0)
      let relay = try ScriptedSMTPServer { command in
        guard command.line.hasPrefix("RCPT TO:<1@") else { return nil }
        return tries.withLock { tries in
          tries += 1
          return tries == 1 ? .reply("450 4.2.0 later") : nil
        }
      }
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port)
      try await installation.enqueue(1...4)
      let package = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
      var crontab = try String(contentsOf: package.appending(path: "cron/envoi.crontab"), encoding: .utf8)
      crontab.replace("PATH=/usr/local/bin:", with: "PATH=\(URL(filePath: Installation.program).deletingLastPathComponent().path):")
      crontab.replace("MAILTO=root", with: "MAILTO=\"\"")
      let settings = installation.environment.filter { !$0.value.isEmpty }.map { "\($0.key)=\($0.value)\n" }.joined()
      let cron = try Cron(settings + crontab, minute: 1)
      defer { cron.stop() }
      try await eventually("what is not refused is sent") { try await installation.count("status = 'sent'") == 3 }
      #expect(try await installation.state("id = 1") == "error/deferred")
      try await installation.sql("UPDATE envoi.queue SET retry_at = now() WHERE id = 1")
      try await eventually("the other try succeeds") { try await installation.state("id = 1") == "sent" }
    }
  }
}
