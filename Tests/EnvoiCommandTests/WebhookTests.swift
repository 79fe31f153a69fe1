import Foundation
import Postgres
import Support
import Synchronization
import Testing

extension Commands {
  @Suite("Webhooks")
  struct WebhookTests {
    /// Of a webhook.
    private static let connections = 10
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    private func add(_ installation: Installation, _ server: ScriptedHTTPServer, _ options: String...) async throws {
      try await installation.envoi(
        ["webhook", "add", "hook", "--url", "\(server.url)/hooks/s3cret?k=v", "--secret", Self.secret, "--allow-private"] + options
      ).succeeded()
    }

    /// Sends mails into the sandbox, and what that tells webhooks.
    private func send(_ installation: Installation, _ numbers: ClosedRange<Int> = 1...1) async throws -> Command {
      try await installation.enqueue(numbers)
      try await installation.envoi("send-queue").succeeded()
      return try await installation.envoi("send-queue")
    }

    private func retry(_ installation: Installation) async throws -> Command {
      try await installation.sql("UPDATE envoi.queue SET retry_at = now() WHERE retry_at IS NOT NULL")
      return try await installation.envoi("retry-queue")
    }

    /// Checks a post's signature with OpenSSL, as its receiver would.
    private func check(_ request: ScriptedHTTPServer.Request, _ secret: String = Self.secret) async throws {
      let (id, time) = (try #require(request.headers["webhook-id"]), try #require(request.headers["webhook-timestamp"]))
      #expect(id.wholeMatch(of: /msg_[0-9a-f]{32}/) != nil)
      #expect(abs(try #require(Double(time)) - Date().timeIntervalSince1970) < 120)
      let key = try #require(Data(base64Encoded: String(secret.dropFirst(6)))).map { String(format: "%02x", $0) }.joined()
      let signature = try await Command.run(
        ["sh", "-c", #"openssl dgst -sha256 -mac HMAC -macopt hexkey:"$KEY" -binary | base64"#], input: "\(id).\(time).\(request.text)",
        environment: ["KEY": key]
      ).succeeded().trimmingCharacters(in: .newlines)
      #expect(request.headers["webhook-signature"]?.split(separator: " ").contains("v1,\(signature)") == true, "\(request.headers)")
    }

    @Test("a mail that was sent is told by a signed post, and its row shows the body")
    func told() async throws {
      let server = try ScriptedHTTPServer { _ in .respond(204) }
      defer { server.stop() }
      let installation = try await Installation()
      try await add(installation, server, "--event", "sent")
      #expect(try await send(installation).succeeded().hasPrefix("example.org: 1 sent, 0 error, 0 left"))
      let request = try #require(server.requests.first)
      #expect(request.method == "POST" && request.target == "/hooks/s3cret?k=v" && request.headers["content-type"] == "application/json")
      try await check(request)
      let body = try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])
      #expect(body["type"] as? String == "message.sent")
      #expect((body["data"] as? [String: Any])?["recipient"] as? String == "1@a.test")
      #expect(try await installation.envoi("queue", "show", "2", "--mail").succeeded() == request.text)
      #expect(try await installation.envoi("queue", "show", "2").succeeded().contains(request.text))
      #expect(try await installation.envoi("queue", "list", "--channel", "webhook").succeeded().contains("sent    hook"))
      #expect(try await installation.envoi("queue", "explain", "2").succeeded().contains("it was sent at"))
      #expect(try await installation.envoi("queue", "stats", "--json").succeeded().contains(#""sent":1"#))
      #expect(server.requests.count == 1)
    }

    @Test("500 is tried again under the same id with a new time and signature")
    func again() async throws {
      let refusals = Atomic(0)
      let server = try ScriptedHTTPServer { _ in
        refusals.add(1, ordering: .relaxed).newValue == 1 ? .respond(500, [:], "oh /hooks/s3cret?k=v") : .respond(200)
      }
      defer { server.stop() }
      let installation = try await Installation()
      try await add(installation, server)
      #expect(try await send(installation).succeeded().contains("0 sent, 1 error (1 retried from "))
      #expect(try await installation.state("channel = 'webhook'") == "error/deferred")
      #expect(try await installation.row("reply_code", "reply", of: "hook") == "500 oh ••••")
      #expect(try await retry(installation).succeeded().contains("1 sent, 0 error"))
      #expect(server.requests.count == 2 && Set(server.requests.map { $0.headers["webhook-id"] }).count == 1)
      for request in server.requests { try await check(request) }
    }

    @Test("410 pauses the webhook and says so; nothing is lost")
    func gone() async throws {
      let isGone = Atomic(true)
      let server = try ScriptedHTTPServer { _ in isGone.load(ordering: .relaxed) ? .respond(410, [:], "bye") : .respond(200) }
      defer { server.stop() }
      let installation = try await Installation()
      try await add(installation, server)
      let paused = try await send(installation, 1...3)
      #expect(paused.status == 75 && paused.errors.contains("410") && paused.errors.contains("hook"), "\(paused)")
      #expect(server.requests.count == 1)
      #expect(try await installation.envoi("webhook", "list").succeeded().contains("paused until"))
      #expect(try await installation.count("channel = 'webhook' AND status = 'pending'") == 3)
      isGone.store(false, ordering: .relaxed)
      try await installation.envoi("webhook", "set", "hook").succeeded()
      try await installation.sql("UPDATE envoi.queue SET due_at = now() WHERE status = 'pending'")
      #expect(try await installation.envoi("send-queue").succeeded().contains("3 sent"))
    }

    @Test("a redirect is not followed, Retry-After is kept to, and no private address is connected to unasked")
    func refused() async throws {
      let answer = Mutex(ScriptedHTTPServer.Action.respond(302, ["Location": "http://127.0.0.1:1/x/s3cret"]))
      let server = try ScriptedHTTPServer { _ in answer.withLock { $0 } }
      defer { server.stop() }
      let installation = try await Installation()
      try await add(installation, server)
      _ = try await send(installation)
      let reply = try await installation.row("status", "reply", of: "hook") ?? ""
      #expect(reply.contains("error HTTP 302 to 127.0.0.1") && reply.contains("not followed") && !reply.contains("s3cret"), "\(reply)")
      answer.withLock { $0 = .respond(429, ["Retry-After": "600"]) }
      try await retry(installation).succeeded()
      #expect(try await installation.state("channel = 'webhook'") == "pending")
      #expect(
        try await installation.database.row(
          "SELECT paused_until BETWEEN now() + '500 s' AND now() + '600 s' FROM envoi.transport WHERE name = 'hook'", as: Bool.self) == true
      )
      let requests = server.requests.count

      let clear = try await installation.envoi("webhook", "add", "inside", "--url", "\(server.url)/s3cret")
      #expect(clear.status == 65 && clear.errors.contains("must begin with https://") && !clear.errors.contains("s3cret"), "\(clear)")
      try await installation.envoi("webhook", "add", "inside", "--url", "https://localhost:\(server.port)/s3cret").succeeded()
      let refused = try await installation.envoi("webhook", "test", "inside")
      #expect(refused.status == 69 && refused.errors.contains("private") && !refused.errors.contains("s3cret"), "\(refused)")
      #expect(server.requests.count == requests)
    }

    @Test("a test posts a ping and says what came back; a new secret signs beside the last; remove cancels what waits")
    func commands() async throws {
      let server = try ScriptedHTTPServer { _ in .respond(200, [:], "pong") }
      defer { server.stop() }
      let installation = try await Installation()
      let added = try await installation.envoi("webhook", "add", "hook", "--url", "-", "--allow-private", input: "\(server.url)/s3cret\n")
        .succeeded()
      let secret = String(try #require(added.firstMatch(of: /whsec_\S+/)).0)
      let ping = try await installation.envoi("webhook", "test", "hook")
      #expect(ping.status == 0 && ping.output.contains("row 1: sent: 200 pong") && !ping.output.contains("s3cret"), "\(ping)")
      let request = try #require(server.requests.first)
      #expect(request.text.contains(#""type": "ping""#))
      try await check(request, secret)
      let rotated = try await installation.envoi("webhook", "set", "hook", "--rotate-secret", "--event", "error").succeeded()
      let new = String(try #require(rotated.firstMatch(of: /whsec_\S+/)).0)
      try await installation.envoi("webhook", "test", "hook").succeeded()
      for secret in [secret, new] { try await check(try #require(server.requests.last), secret) }
      let listed = try await installation.envoi("webhook", "list", "--json").succeeded()
      #expect(
        listed.contains(#""events":["error"]"#) && listed.contains(#""url":"\#(server.url)""#) && !listed.contains("s3cret"), "\(listed)")
      #expect(try await installation.envoi("transport", "list").succeeded().contains("webhook"))
      #expect(try await installation.envoi("transport", "test", "hook").errors.contains("envoi webhook test"))
      try await installation.enqueue(1...2)
      try await installation.envoi("queue", "cancel", "--all").succeeded()
      #expect(try await installation.envoi("webhook", "remove", "hook").succeeded() == "removed hook; 2 rows that waited ended\n")
      #expect(!(try await installation.dump()).contains(new))
      let unknown = try await installation.envoi("webhook", "remove", "hook")
      #expect(unknown.status == 65 && unknown.errors.contains("is no webhook of example.org"), "\(unknown)")
    }

    @Test("kill -9 of a worker in the middle: each event arrives, under one id, and under no other", .tags(.slow))
    func killed() async throws {
      let server = try ScriptedHTTPServer { _ in
        usleep(5000)
        return .respond(200)
      }
      defer { server.stop() }
      let installation = try await Installation(options: ["--on-doubt", "hold"])
      try await add(installation, server)
      try await installation.enqueue(1...300)
      for share in 1...3 {
        let worker = try installation.start("work")
        try await eventually("\(share * 80) posts: \(installation.log)") { server.requests.count >= share * 80 }
        worker.send(signal: SIGKILL)
        worker.waitUntilGone()
        #expect(worker.stop() == 128 + SIGKILL)
      }
      try await installation.envoi("send-queue").succeeded()
      try await installation.envoi("send-queue").succeeded()
      #expect(try await installation.count("channel = 'webhook' AND status = 'sent'") == 300)
      let ids = Dictionary(grouping: server.requests) { $0.text }.mapValues { Set($0.map { $0.headers["webhook-id"] }) }
      #expect(ids.count == 300 && ids.values.allSatisfy { $0.count == 1 } && Set(ids.values).count == 300)
      #expect(server.requests.count <= 300 + 3 * Self.connections)
    }
  }
}
