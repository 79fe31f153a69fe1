import Foundation
import Support
import Testing

extension Commands {
  @Suite("envoi send")
  struct SendTests {
    @Test("The text comes from standard input, the HTML from a file; files go along and variables are filled in")
    func whole() async throws {
      let installation = try await Installation()
      try "<p>Hello {{name}} of {{variables.city}}</p>".write(to: installation.scratch.file("page.html"), atomically: true, encoding: .utf8)
      try "a note".write(to: installation.scratch.file("Notiz für Änn.txt"), atomically: true, encoding: .utf8)
      let sent = try await installation.envoi(
        "send", "--to", "Ann <ann@a.test>", "--to", "Bob <bob@b.test>", "--subject", "News for {{name}}", "--text", "-", "--html",
        "page.html",
        "--attach", "Notiz für Änn.txt", "--var", "city=Lyon", "--var", "x=a=b", "--header", "X-Kind: test", "--reply-to",
        "help@example.org",
        "--tag", "spring", "--reference", "r1", input: "Hello {{name}} of {{variables.city}}: {{variables.x}} & you")
      #expect(try sent.succeeded() == "queued 1\nqueued 2\n")
      #expect(try await installation.envoi("send-queue").succeeded().hasPrefix("example.org: 2 sent, 0 error, 0 left, "))

      let mails = try await ParsedMail.parse(installation.sandbox().map { Array($0.replacing("\n", with: "\r\n").utf8) })
      for (mail, name) in zip(mails.sorted { $0.subject < $1.subject }, ["Ann", "Bob"]) {
        #expect(mail.problems.isEmpty && mail.subject == "News for \(name)" && mail.toName == name)
        #expect(mail.values(of: "X-Kind") == ["test"] && mail.values(of: "Reply-To") == ["help@example.org"])
        let contents = mail.parts.filter { $0.content != nil }
        #expect(contents.map(\.type) == ["text/plain", "text/html", "text/plain"])
        #expect(contents[0].text?.trimmingCharacters(in: .newlines) == "Hello \(name) of Lyon: a=b & you")
        #expect(contents[1].text?.contains("<p>Hello \(name) of Lyon</p>") == true)
        #expect(contents[2].filename == "Notiz für Änn.txt" && contents[2].text == "a note")
      }
      #expect(try await installation.count("tags = '{spring}' AND reference = 'r1'") == 2)
    }

    @Test(
      "--wait says what becomes of it and what the relay answered, and ends with 1 when that was a refusal",
      .enabled(if: Postfix.isUsable, "needs root, postfix and dovecot-core"))
    func waits() async throws {
      let postfix = try await Postfix()
      defer { postfix.stop() }
      let installation = try await Installation()
      try await installation.addRelay(postfix.port(.plain))
      for (address, status, said) in [
        ("alice@acme.test", Int32(0), "1 sent: 250 2.0.0 Ok: queued as "),
        ("nobody@acme.test", 1, "2 error/refused: 550 5.1.1 <nobody@acme.test>"),
      ] {
        let waiting = try installation.start("send", "--wait", "--to", address, "--subject", "x", "--text", "y")
        defer { waiting.stop() }
        try await eventually("it says that it waits") { installation.log.contains("pending") }
        try await installation.envoi("send-queue").succeeded()
        waiting.waitUntilGone()
        #expect(waiting.stop() == status && installation.log.contains(said), "\(installation.log)")
        try FileManager.default.removeItem(at: installation.scratch.file("log"))
      }
    }

    @Test("--wait waits on while it is tried again, and says when; interrupted it says that the message stays")
    func waitsForRetry() async throws {
      let relay = try ScriptedSMTPServer { $0.verb == "." && $0.session == 0 ? .reply("451 4.3.0 later") : nil }
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port)
      let waiting = try installation.start("send", "--wait", "--to", "ann@a.test", "--subject", "x", "--text", "y")
      defer { waiting.stop() }
      try await eventually("it says that it waits") { installation.log.contains("1 pending") }
      try await installation.envoi("send-queue").succeeded()
      try await eventually("it says when it is tried again") {
        installation.log.firstMatch(of: /1 error\/deferred: 451 4\.3\.0 later, tried again at (\d{4}-\d\d-\d\d )?\d\d:\d\d\n/) != nil
      }
      try await installation.sql("UPDATE envoi.queue SET retry_at = now()")
      try await installation.envoi("retry-queue").succeeded()
      waiting.waitUntilGone()
      #expect(waiting.stop() == 0 && installation.log.contains("1 sent: 250 "), "\(installation.log)")

      let interrupted = try installation.start("send", "--wait", "--to", "ann@a.test", "--subject", "x", "--text", "y")
      defer { interrupted.stop() }
      try await eventually("it says that it waits") { installation.log.contains("2 pending") }
      interrupted.send(signal: SIGINT)
      interrupted.waitUntilGone()
      #expect(interrupted.stop() == 130)
      #expect(installation.log.hasSuffix("envoi: no longer waiting; what was queued stays queued: envoi queue show 2\n"))
      #expect(try await installation.state("id = 2") == "pending")
    }

    @Test("The same key is taken once; with another content it is refused")
    func key() async throws {
      let installation = try await Installation()
      func send(_ text: String) async throws -> Command {
        try await installation.envoi("send", "--to", "ann@a.test", "--subject", "x", "--text", text, "--key", "order-7")
      }
      #expect(try await send("y").succeeded() == "queued 1\n")
      #expect(try await send("y").succeeded() == "accepted before as 1\n")
      let other = try await send("z")
      #expect(other.status == 65 && other.errors == "envoi: --key: was accepted before with another content, got \"order-7\"\n")
      #expect(try await installation.count() == 1)
    }

    @Test("What is wrong is said, with the exit code of its kind, and nothing goes in")
    func refused() async throws {
      let installation = try await Installation()
      try await installation.envoi("site", "add", "example.net", "--from", "a@example.net").succeeded()
      let good = ["send", "--site", "example.org", "--to", "ann@a.test", "--subject", "x", "--text", "y"]
      try "".write(to: installation.scratch.file("empty.html"), atomically: true, encoding: .utf8)
      let cases: [(arguments: [String], status: Int32, said: String)] = [
        (["send"], 64, "--to is needed: a recipient; or --sms, or --chat\nUsage: envoi send "),
        (["send", "--to", "ann@a.test", "--text", "y"], 64, "--subject is needed"),
        (good + ["--sms", "+33612345678"], 64, "--to, --sms and --chat exclude each other"),
        (["send", "--sms", "+33612345678", "--subject", "x", "--text", "y"], 64, "--subject goes with --to"),
        (
          ["send", "--site", "example.org", "--sms", "+33612345678", "--text", "y"], 65,
          "--sms: cannot be sms: example.org has no SMS gateway"
        ),
        (["send", "--site", "example.org", "--chat", "ops", "--text", "y"], 65, "--chat: must be a chat of example.org: it has none"),
        (good + ["--nonsense"], 64, "--nonsense"),
        (good + ["--cc", "bob@b.test"], 64, "each recipient gets a mail of their own; name them all, --to again and again"),
        (good.dropLast() + ["-", "--html", "-"], 64, "either --text or --html reads standard input, not both"),
        (good.dropLast(2), 65, "--text: is empty, and there is nothing else: a message has a text, an HTML or an attachment\n"),
        (good.dropLast() + [" \n"], 65, "--text: is empty, and there is nothing else"),
        (good.dropLast() + ["", "--html", "empty.html"], 65, "--text: is empty, and there is nothing else"),
        (good.dropLast(2) + ["--html", "empty.html"], 65, "--text: is empty, and there is nothing else"),
        (good + ["--to", "bob@"], 65, #"--to: "bob@""#),
        (good + ["--to", "bob@b.test\r\nRCPT TO:<eve@e.test>"], 65, "--to"),
        (good + ["--header", "X-A: b\r\nBcc: eve@e.test"], 65, "--header X-A: "),
        (good + ["--var", "novalue"], 65, "--var: must be key=value"),
        (good + ["--attach", "missing.pdf"], 65, "--attach: there is no such file"),
        (good + ["--header", "To: bob@b.test"], 65, "--header To: is refused"),
        (good + ["--tag", ""], 65, "--tag: must be a string, and not empty"),
        (
          ["send", "--site", "example.org", "--to", "ann@a.test", "--subject", "x", "--text", "{{name}}"], 65,
          "--to: must have a name, like"
        ),
        (
          ["send", "--site", "example.org", "--to", "ann@a.test", "--subject", "{{variables.x}}", "--text", "y", "--var", "x=a\nb"], 65,
          #"--subject: "a\nb" holds U+000A"#
        ),
        (good + ["--html", "missing.html"], 65, "--html: cannot be read"),
        (good + ["--due", "tomorrow"], 65, "--due: must be a time with its zone"),
        (good + ["--due", "2099-01-02T00:00:00Z", "--expires", "2099-01-01T00:00:00Z"], 65, "--expires: must be after due_at"),
        (good + ["--priority", "10"], 65, "--priority: must be a whole number from 0 to 9"),
        (
          ["send", "--site", "example.org", "--to", "ann@a.test", "--subject", "{{variables.x}}", "--text", "y"], 65,
          "--var: missing: variables.x"
        ),
        (["send", "--to", "ann@a.test", "--subject", "x", "--text", "y"], 65, "several sites: example.net, example.org"),
        (["send", "--site", "a.test", "--to", "ann@a.test", "--subject", "x", "--text", "y"], 65, "only: example.net, example.org"),
      ]
      for (arguments, status, said) in cases {
        let command = try await installation.envoi(arguments)
        #expect(command.status == status && command.errors.contains(said), "\(arguments): \(command)")
      }
      #expect(try await installation.count() == 0)
    }
  }
}
