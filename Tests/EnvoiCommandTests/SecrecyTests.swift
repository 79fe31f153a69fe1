import Foundation
import Support
import Testing

extension Commands {
  @Suite("The secrets of gateways and chats")
  struct SecrecyTests {
    private static let (hook, key, password) = ("B7K2x9Qw41mPzR", "k3y-71fa0c9e", "p4ss-w0rd-44")

    private static let gateway = """
      {
        name: "own", channel: "sms", about: "A gateway whose key stands in its URL.",
        settings: { url: { about: "where", required: true } },
        request: { url: "{{settings.url}}", form: { to: "{{to}}", text: "{{text}}" } },
      }
      """

    @Test(
      "They are in no output, no log and nowhere in the database in clear, also where a server repeats them",
      arguments: [200, 404])
    func hidden(status: Int) async throws {
      // It repeats all that it got.
      let server = try ScriptedHTTPServer { request in
        .respond(
          status, ["Location": "http://127.0.0.1:1\(request.target)"],
          "\(status): \(request.target) \(request.query) \(request.headers["authorization"] ?? "") \(request.text)")
      }
      defer { server.stop() }
      let installation = try await Installation(isReachable: true)
      var said = ""
      func envoi(_ arguments: String...) async throws { try await run(arguments) }
      func run(_ arguments: [String]) async throws {
        let command = try await installation.envoi(arguments)
        said += "\(arguments): \(command.output)\(command.errors)\n"
      }
      let own = try installation.write(Self.gateway, "own.json5")
      for added in [
        try await installation.addGateway(
          "kannel", "--preset", "kannel", url: "\(server.url)/send", set: ["username": "me"], secrets: ["password": Self.password]),
        try await installation.addGateway("own", "--gateway", own, "--position", "1", url: "\(server.url)/send?apikey=\(Self.key)"),
        try await installation.addGateway("ops", "--preset", "slack", "--allow-private", url: "\(server.url)/services/T024F/\(Self.hook)"),
      ] { said += try added.succeeded() }
      try await installation.text("+33612345678")
      try await installation.envoi("send", "--chat", "ops", "--text", "Hello").succeeded()
      try await envoi("send-queue")
      try await envoi("transport", "set", "kannel", "--disable-sending")
      try await installation.text("+33612345679")
      try await envoi("send-queue")
      #expect(server.requests.contains { $0.target.contains(Self.key) })
      #expect(server.requests.contains { $0.target.contains(Self.password) } && server.requests.contains { $0.target.contains(Self.hook) })
      for name in ["kannel", "own", "ops"] {
        try await envoi("transport", "show", name)
        try await run(["transport", "test", name] + (name == "ops" ? [] : ["--to", "+33612345670", "--timeout", "0"]))
      }
      try await envoi("transport", "list")
      try await envoi("transport", "list", "--json")
      try await envoi("queue", "list")
      try await envoi("queue", "list", "--json")
      for id in 1...3 {
        try await envoi("queue", "show", "\(id)")
        try await envoi("queue", "show", "\(id)", "--json")
        try await envoi("queue", "explain", "\(id)")
      }
      try await installation.sql("UPDATE envoi.transport SET paused_until = NULL")
      let requests = server.requests.count
      let serve = try installation.start("serve", environment: ["ENVOI_LOG_LEVEL": "trace"])
      defer { serve.stop() }
      try await installation.text("+33612345671")
      try await eventually("serve has sent something: \(installation.log)") { server.requests.count > requests }
      try await eventually("that is recorded") { try await installation.count("status = 'sending'") == 0 }
      serve.send(signal: SIGTERM)
      serve.waitUntilGone()

      let dump = try await installation.dump()
      for secret in [Self.hook, Self.key, Self.password] {
        for (place, text) in [("output", said), ("log", installation.log), ("database", dump)] {
          let line = text.split(separator: "\n").first { $0.contains(secret) }
          #expect(line == nil, "in the \(place)")
        }
      }
    }

    @Test("A secret goes to no other host than the one it was given for")
    func anotherHost() async throws {
      let installation = try await Installation()
      try await installation.addGateway(
        "gw", "--preset", "kannel", url: "http://127.0.0.1:1/", set: ["username": "me"], secrets: ["password": Self.password]
      ).succeeded()
      for url in ["http://127.0.0.1:2/", "http://127.0.0.1:2/?apikey=\(Self.key)"] {
        let moved = try await installation.envoi("transport", "set", "gw", "--url", url)
        #expect(
          moved.status == 65 && moved.errors.contains("leads to another host, http://127.0.0.1:2: give --secret password too"), "\(moved)")
        #expect(!moved.errors.contains(Self.key))
      }
      for url in ["http://127.0.0.1:1/?apikey=\(Self.key)", "http://127.0.0.1:1/other"] {
        try await installation.envoi("transport", "set", "gw", "--url", url).succeeded()
        let shown = try await installation.envoi("transport", "show", "gw").succeeded()
        #expect(!shown.contains(Self.key) && shown.contains(url) == url.hasSuffix("other"), "\(shown)")
      }
    }
  }
}
