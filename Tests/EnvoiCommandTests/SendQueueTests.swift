import Foundation
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
        command.output.wholeMatch(of: /example\.org: 3 sent, 2 error \(1 retried from \d\d:\d\d\), 0 left, \d+\.\d s\n/) != nil,
        "\(command.output)")
      for name in ["send-queue", "send_queue", "EmailQueue/send_queue", "retry-queue", "retry_queue", "EmailQueue/retry_queue"] {
        let nothing = try await installation.envoi(name)
        #expect(nothing.status == 0 && nothing.output == "" && nothing.errors == "", "\(name)")
      }
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
      #expect(try await installation.envoi("send-queue", "example.org").succeeded() == "")
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
