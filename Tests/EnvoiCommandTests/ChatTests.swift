import Foundation
import Postgres
import Support
import Testing

extension Commands {
  /// Each chat is a server that speaks as its manual says.
  @Suite("Messages to team chats")
  struct ChatTests {
    private static let hook = "T024F/B7K2/x9Qw41mPzR"

    private func installation(_ preset: String, _ url: String, _ set: [String: String] = [:]) async throws -> Installation {
      let installation = try await Installation()
      try await installation.addGateway("ops", "--preset", preset, "--allow-private", set: set, secrets: ["url": url]).succeeded()
      return installation
    }

    private func post(_ installation: Installation, _ text: String, _ options: String...) async throws -> Command {
      try await installation.envoi(["send", "--chat", "ops", "--text", text] + options).succeeded()
      return try await installation.envoi("send-queue")
    }

    @Test("Mattermost: one text in its dialect, a long one in several posts, and a webhook that is gone pauses the chat")
    func mattermost() async throws {
      let chat = try ScriptedHTTPServer.mattermost(hook: Self.hook)
      defer { chat.stop() }
      let installation = try await installation("mattermost", "\(chat.url)/hooks/\(Self.hook)", ["username": "Envoi"])
      let sent = try await post(installation, "**Deployed** & {{variables.what}}", "--var", "what=for @channel")
      #expect(try sent.succeeded().hasPrefix("example.org: 1 sent, 0 error, 0 left, "))
      let text = try #require(chat.requests.first?.json?["text"])
      #expect(text.hasPrefix("**Deployed** & for ") && !text.contains("@channel"), "\(text)")
      #expect(chat.requests.first?.json?["username"] == "Envoi")
      #expect(try await installation.envoi("queue", "show", "1").succeeded().contains("200 ok"))

      let long = try await post(installation, String(repeating: "a long line of words\n", count: 1000))
      #expect(try long.succeeded().contains("1 sent") && chat.requests.count == 3)
      #expect(try await installation.row("status", of: "ops") == "sent")

      try await installation.envoi("transport", "set", "ops", "--set", "channel=locked").succeeded()
      #expect(try await post(installation, "no").succeeded().contains("0 sent, 1 error, 0 left"))
      #expect(try await installation.state() == "error/refused")

      try await installation.envoi(
        "transport", "set", "ops", "--set", "channel=", "--secret", "url=\(installation.write("\(chat.url)/hooks/gone", "gone"))"
      ).succeeded()
      let gone = try await post(installation, "nobody there")
      #expect(gone.status == 75 && gone.errors.contains("Invalid webhook."), "\(gone)")
      #expect(try await installation.state() == "pending")
    }

    @Test("Rocket.Chat: 200 that says false is no success")
    func rocketChat() async throws {
      let chat = try ScriptedHTTPServer.rocketChat(hook: Self.hook)
      defer { chat.stop() }
      let url = "\(chat.url)/hooks/\(Self.hook)"
      let installation = try await installation("rocketchat", url, ["username": "Envoi", "icon_emoji": ":ghost:"])
      #expect(try await post(installation, "Hello").succeeded().contains("1 sent, 0 error"))
      #expect(chat.requests.first?.json == ["text": "Hello", "alias": "Envoi", "emoji": ":ghost:"])
      try await installation.envoi("transport", "set", "ops", "--set", "channel=#gone").succeeded()
      #expect(try await post(installation, "Hello").succeeded().contains("0 sent, 1 error"))
      #expect(try await installation.state("reply = 'invalid-channel'") == "error/deferred")
      try await installation.envoi("transport", "set", "ops", "--secret", "url=\(installation.write("\(url)x", "wrong"))").succeeded()
      let wrong = try await post(installation, "Hello")
      #expect(wrong.status == 75 && wrong.errors.contains("Invalid integration id or token"), "\(wrong)")
    }

    @Test("Slack: its own escapes; 429 waits as long as it says, a channel that is archived pauses the chat")
    func slack() async throws {
      let chat = try ScriptedHTTPServer.slack(hook: Self.hook)
      defer { chat.stop() }
      let installation = try await installation("slack", "\(chat.url)/services/\(Self.hook)")
      #expect(try await post(installation, "**1 < 2** & {{variables.x}}", "--var", "x=<!here>").succeeded().contains("1 sent"))
      let text = try #require(chat.requests.first?.json?["text"])
      #expect(text.hasPrefix("*1 &lt; 2* &amp; ") && !text.contains("<"), "\(text)")

      let limited = try await post(installation, "429")
      #expect(limited.status == 75, "\(limited)")
      #expect(
        try await installation.database.row(
          "SELECT paused_until BETWEEN now() + '20 s' AND now() + '30 s' FROM envoi.transport WHERE name = 'ops'", as: Bool.self) == true)
      #expect(try await installation.count("status = 'pending' AND attempts = 0") == 1)

      try await installation.envoi("queue", "cancel", "2").succeeded()
      try await installation.envoi("transport", "set", "ops", "--enable-sending").succeeded()
      let archived = try await post(installation, "410")
      #expect(archived.status == 75 && archived.errors.contains("channel_is_archived"), "\(archived)")
      #expect(try await installation.count("status = 'pending' AND attempts = 0") == 1)
      #expect(try await installation.envoi("queue", "explain", "3").succeeded().contains("channel_is_archived"))
    }

    @Test("transport test posts, says what was answered, and exits with 69 where it failed")
    func test() async throws {
      let chat = try ScriptedHTTPServer.slack(hook: Self.hook)
      defer { chat.stop() }
      let installation = try await installation("slack", "\(chat.url)/services/\(Self.hook)")
      let good = try await installation.envoi("transport", "test", "ops")
      #expect(good.status == 0 && good.output.contains("row 1: sent: 200 ok"), "\(good)")
      try await installation.envoi("transport", "set", "ops", "--secret", "url=\(installation.write("\(chat.url)/services/x", "x"))")
        .succeeded()
      let bad = try await installation.envoi("transport", "test", "ops")
      #expect(bad.status == 69 && bad.output.contains("no_service"), "\(bad)")
    }

    @Test("A chat on a private address is refused unless the operator allows it; so is one in clear")
    func privateAddress() async throws {
      let chat = try ScriptedHTTPServer.slack(hook: Self.hook)
      defer { chat.stop() }
      let installation = try await Installation()
      let clear = try await installation.addGateway("ops", "--preset", "slack", secrets: ["url": "\(chat.url)/services/\(Self.hook)"])
      #expect(clear.status == 65 && clear.errors.contains("must begin with https://") && !clear.errors.contains(Self.hook), "\(clear)")
      try await installation.addGateway(
        "ops", "--preset", "slack", secrets: ["url": "https://127.0.0.1:\(chat.port)/services/\(Self.hook)"]
      ).succeeded()
      let refused = try await post(installation, "Hello")
      #expect(refused.status == 75 && refused.errors.contains("127.0.0.1") && refused.errors.contains("--allow-private"), "\(refused)")
      #expect(chat.connections == 0)
    }
  }
}
