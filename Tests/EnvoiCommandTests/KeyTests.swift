import Foundation
import Support
import Testing

extension Commands {
  @Suite("envoi key")
  struct KeyTests {
    @Test("The key stands alone on standard output, opens the API of envoi serve, and does not when it is revoked")
    func opens() async throws {
      let installation = try await Installation()
      let added = try await installation.envoi("key", "add", "--name", "shop", "--scope", "send", "--scope", "read")
      let key = added.output.trimmingCharacters(in: .newlines)
      #expect(added.status == 0 && added.output.wholeMatch(of: /envoi_[A-Za-z0-9_-]{43}\n/) != nil, "\(added)")
      #expect(added.errors == "envoi: key 1 of example.org for read send: it is not shown again\n")
      let serve = try installation.start("serve", "--no-workers", "--listen", "127.0.0.1:0")
      defer { serve.stop() }
      try await eventually("it listens", seconds: 20) { installation.log.contains("listening on http://127.0.0.1:") }
      let url = String(try #require(installation.log.firstMatch(of: /listening on (http:\S+)/)).1)
      func status(_ method: String, _ path: String) async throws -> String {
        try await Command.run([
          "curl", "-sS", "--max-time", "20", "-o", "/dev/null", "-w", "%{http_code}", "-X", method, "-H", "Authorization: Bearer \(key)",
          "-H",
          "Content-Type: application/json", "-d", #"{"to": "ann@a.test", "text": "Hello"}"#, url + path,
        ]).succeeded()
      }
      #expect(try await status("POST", "/v1/messages") == "202")
      #expect(try await status("GET", "/v1/site") == "403")
      #expect(try await installation.envoi("key", "revoke", "1").succeeded() == "revoked key 1 (shop) of example.org\n")
      try await eventually("it opens nothing", seconds: 5) { try await status("GET", "/v1/stats") == "401" }
      #expect(try await installation.count("status = 'pending'") == 1)
      #expect(!installation.log.contains(key))
      #expect(try await !installation.dump().contains(key.dropFirst(12)))
      let list = try await installation.envoi("key", "list", "--json").succeeded()
      #expect(
        list.contains(#""name":"shop""#) && list.contains(#""scopes":["read","send"]"#) && list.contains(#""revoked_at":"2"#), "\(list)")
      #expect(try await installation.envoi("key", "list").succeeded().contains("revoked 2"))
    }

    @Test("What is wrong is named, and no key is made")
    func refused() async throws {
      let installation = try await Installation()
      for (arguments, code, said) in [
        (["add", "--name", "x", "--scope", "all"], 64, "scope"), (["add", "--scope", "send"], 64, "--name"),
        (["add", "--name", "", "--scope", "send"], 65, "name: must have"),
        (["add", "--name", "x", "--scope", "send", "--rate", "0"], 65, "rate: must be"),
        (["add", "--name", "x", "--scope", "send", "--site", "no.example"], 65, "site: there is none"),
        (["revoke", "7"], 65, "id: is no key"),
      ] as [([String], Int32, String)] {
        let command = try await installation.envoi(["key"] + arguments)
        #expect(command.status == code && command.errors.contains(said) && command.output.isEmpty, "\(command)")
      }
      #expect(try await installation.envoi("key", "list", "--json").succeeded().isEmpty)
    }
  }
}
