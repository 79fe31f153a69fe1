import Foundation
import Postgres
import Support
import Testing

extension Commands {
  @Suite("envoi serve")
  struct ServeTests {
    @Test("It says where it listens, answers, sends what comes, and stops at SIGTERM", arguments: [SIGTERM, SIGINT])
    func serves(signal: Int32) async throws {
      let installation = try await Installation()
      let serve = try installation.start("serve", "--listen", "127.0.0.1:0", environment: ["ENVOI_PUBLIC_URL": "https://example.org"])
      defer { serve.stop() }
      let port = try await port(installation)
      #expect(try await body("http://127.0.0.1:\(port)/healthz") == "ok\n")
      #expect(try await body("http://127.0.0.1:\(port)/readyz") == "ok\n")
      try await installation.enqueue(1...3)
      try await eventually("what came is sent") { try await installation.count("status = 'sent'") == 3 }
      serve.send(signal: signal)
      serve.waitUntilGone()
      #expect(serve.stop() == 0 && installation.log.contains("working") && installation.log.contains("stopped"), "\(installation.log)")
      #expect(!installation.log.contains("receipts cannot be asked for"))
    }

    @Test("Without workers it sends nothing, and without a public URL it says what it does not take")
    func withoutWorkers() async throws {
      let installation = try await Installation()
      try await installation.enqueue(1...1)
      let serve = try installation.start("serve", "--no-workers", environment: ["ENVOI_LISTEN": "127.0.0.1:0"])
      defer { serve.stop() }
      let port = try await port(installation)
      #expect(try await body("http://127.0.0.1:\(port)/readyz") == "ok\n")
      #expect(installation.log.contains("without ENVOI_PUBLIC_URL receipts cannot be asked for"))
      serve.send(signal: SIGTERM)
      serve.waitUntilGone()
      #expect(serve.stop() == 0 && !installation.log.contains("working"), "\(installation.log)")
      #expect(try await installation.count("status = 'pending'") == 1)
    }

    @Test(
      "SIGTERM lets the mail under way finish, with the door open for its receipts; a second one ends it at once", arguments: [false, true])
    func stops(twice: Bool) async throws {
      let gate = Gate()
      let relay = try ScriptedSMTPServer { command in
        if command.verb == "." { gate.pass() }
        return nil
      }
      defer { relay.stop() }
      let installation = try await Installation(options: ["--on-doubt", "hold"])
      try await installation.addRelay(relay.port, "--connections", "1")
      try await installation.enqueue(1...50)
      let serve = try installation.start("serve", "--listen", "127.0.0.1:0")
      defer {
        gate.open()
        serve.stop()
      }
      try await eventually("a content waits for its answer") { gate.waiting == 1 }
      serve.send(signal: SIGTERM)
      // With the content the next envelope and its DATA went along: that cannot be taken back.
      try await eventually("what was not begun is given back") { try await installation.count("status = 'sending'") == 2 }
      #expect(try await body("http://127.0.0.1:\(port(installation))/healthz") == "ok\n")
      if twice {
        // Those that come within half a second are one.
        try await Task.sleep(for: .milliseconds(600))
        serve.send(signal: SIGTERM)
      } else {
        gate.open()
      }
      serve.waitUntilGone()
      #expect(serve.stop() == 0, "\(installation.log)")
      #expect(try await installation.count("status = 'sent'") == (twice ? 0 : 2))
      #expect(try await installation.count("reason = 'in_doubt'") == (twice ? 1 : 0))
      #expect(try await installation.count("status = 'pending' AND attempts = 0") == (twice ? 49 : 48))
    }

    @Test(
      "It believes the proxies that are named, this machine's where none are",
      arguments: [(nil, "203.0.113.7"), ("127.0.0.1, 10.0.0.0/8", "203.0.113.7"), ("10.0.0.0/8", "127.0.0.1"), ("none", "127.0.0.1")])
    func proxies(named: String?, client: String) async throws {
      let installation = try await Installation()
      let key = try await installation.envoi("key", "add", "--name", "shop", "--scope", "admin").succeeded()
      let serve = try installation.start(
        "serve", "--no-workers", "--listen", "127.0.0.1:0", environment: named.map { ["ENVOI_TRUSTED_PROXIES": $0] } ?? [:])
      defer { serve.stop() }
      try await Command.run([
        "curl", "-sS", "--fail", "--max-time", "20", "-X", "PATCH", "-H", "Authorization: Bearer \(key.dropLast())",
        "-H", "Content-Type: application/json", "-H", "X-Forwarded-For: 203.0.113.7", "-d", #"{"keep": "30d"}"#,
        "http://127.0.0.1:\(port(installation))/v1/site",
      ]).succeeded()
      #expect(
        try await installation.database.row("SELECT host(client) FROM envoi.audit WHERE action = 'site.set'", as: String.self) == client)
    }

    @Test("A port that is taken is named, nothing is sent, and the exit code is 69")
    func taken() async throws {
      let (socket, port) = try TCPSocket.listening()
      defer { socket.close() }
      let installation = try await Installation()
      try await installation.enqueue(1...1)
      let serve = try await installation.envoi("serve", "--listen", "127.0.0.1:\(port)")
      #expect(serve.status == 69 && serve.output == "", "\(serve)")
      #expect(
        serve.errors.hasSuffix(
          "envoi: cannot listen on 127.0.0.1:\(port): another program has this port; --listen or ENVOI_LISTEN says where\n"), "\(serve)")
      #expect(try await installation.count("status = 'pending'") == 1)
    }

    @Test("Settings that are wrong are named, and the exit code is 78 (65 for an option)")
    func wrong() async throws {
      let installation = try await Installation()
      for (environment, arguments, code, said) in [
        (["ENVOI_PUBLIC_URL": "example.org"], [], 78, "envoi: ENVOI_PUBLIC_URL: must be like https://"),
        (["ENVOI_TRUSTED_PROXIES": "localhost"], [], 78, "envoi: ENVOI_TRUSTED_PROXIES: must be addresses and networks like "),
        (["ENVOI_LISTEN": "8080"], [], 78, "envoi: ENVOI_LISTEN: must be an address and a port, "),
        ([:], ["--listen", "x"], 65, "envoi: --listen: must be an address and a port, "),
      ] as [([String: String], [String], Int32, String)] {
        let serve = try await installation.envoi(["serve"] + arguments, environment: environment)
        #expect(serve.status == code && serve.errors.hasPrefix(said), "\(serve)")
      }
    }

    private func port(_ installation: Installation) async throws -> Int {
      try await eventually("it listens: \(installation.log)", seconds: 20) { installation.log.contains("listening on http://127.0.0.1:") }
      let digits = try #require(installation.log.firstMatch(of: /listening on http:\/\/127\.0\.0\.1:([0-9]+)\n/)).1
      return try #require(Int(digits))
    }

    private func body(_ url: String) async throws -> String { try await Command.run(["curl", "-sS", "--max-time", "20", url]).succeeded() }
  }
}
