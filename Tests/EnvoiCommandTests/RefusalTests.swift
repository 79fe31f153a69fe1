import Foundation
import Support
import Testing

extension Commands {
  @Suite("What a relay refuses, and what is wrong with a relay")
  struct RefusalTests {
    @Test("A refusal for now waits for its time, and is sent again then as the same mail")
    func deferred() async throws {
      let relay = try ScriptedSMTPServer { $0.verb == "." && $0.session == 0 ? .reply("451 4.3.0 queue file write error") : nil }
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port)
      try await installation.enqueue(1...1)
      #expect(try await installation.envoi("send-queue").succeeded().contains("0 sent, 1 error (1 retried from "))
      #expect(
        try await installation.count(
          "status = 'error' AND reason = 'deferred' AND attempts = 1 AND retry_at BETWEEN now() + '4 min' AND now() + '6 min'") == 1)
      #expect(try await installation.envoi("retry-queue").succeeded() == "")
      #expect(try await installation.envoi("send-queue").succeeded() == "")
      try await installation.sql("UPDATE envoi.queue SET retry_at = now()")
      #expect(try await installation.envoi("retry-queue").succeeded().hasPrefix("example.org: 1 sent, 0 error, 0 left, "))
      #expect(try await installation.count("status = 'sent' AND attempts = 2 AND retry_at IS NULL") == 1)
      #expect(relay.mails.count == 2 && Set(relay.mails.map { Mail($0.content).id }).count == 1)
    }

    @Test("A refusal for good is final; plain SQL sends the row again, as the same mail when it was refused, as a new one when it was sent")
    func refused() async throws {
      let relay = try ScriptedSMTPServer { $0.verb == "." && $0.session == 0 ? .reply("554 5.6.0 no") : nil }
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port)
      try await installation.enqueue(1...1)
      #expect(try await installation.envoi("send-queue").succeeded().hasPrefix("example.org: 0 sent, 1 error, 0 left, "))
      #expect(try await installation.state("retry_at IS NULL AND reply = '5.6.0 no' AND reply_code = 554") == "error/refused")
      #expect(try await installation.envoi("retry-queue").succeeded() == "")
      for _ in 0..<2 {
        try await installation.sql("UPDATE envoi.queue SET status = 'pending' WHERE id = 1")
        #expect(try await installation.envoi("send-queue").succeeded().hasPrefix("example.org: 1 sent, 0 error, 0 left, "))
      }
      let ids = relay.mails.map { Mail($0.content).id }
      #expect(ids.count == 3 && ids[0] == ids[1] && ids[1] != ids[2])
    }

    @Test(
      "A greylisted mail gets in when it comes again",
      .enabled(if: Postfix.isUsable && Postgrey.isInstalled, "needs root, postfix, dovecot-core and postgrey")
    )
    func greylisted() async throws {
      let postfix = try await Postfix()
      defer { postfix.stop() }
      let postgrey = try Postgrey(for: postfix)
      defer { postgrey.stop() }
      let installation = try await Installation()
      try await installation.addRelay(postfix.port(.greylisted))
      try await installation.envoi("send", "--to", "alice@acme.test", "--subject", "x", "--text", "y").succeeded()
      try await installation.envoi("send-queue").succeeded()
      #expect(try await installation.state("reply_code = 450 AND reply LIKE '4.2.0 %Greylisted%' AND retry_at > now()") == "error/deferred")
      try await eventually("it is taken") {
        try await installation.sql("UPDATE envoi.queue SET retry_at = now() WHERE status = 'error'")
        try await installation.envoi("retry-queue").succeeded()
        return try await installation.state() == "sent"
      }
      try await eventually("it is in the Maildir") { try postfix.mails().count == 1 }
    }

    @Test("A mail at which the relay hangs up again and again holds nobody up, and is charged for it", arguments: ["close", "530"])
    func poison(_ answer: String) async throws {
      let relay = try ScriptedSMTPServer { command in
        guard command.line.hasPrefix("RCPT TO:<bad@") else { return nil }
        return answer == "close" ? .close : .reply("530 5.7.0 authenticate first")
      }
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port, "--connections", "1")
      try await installation.envoi("send", "--to", "bad@a.test", "--subject", "x", "--text", "y", "--priority", "0").succeeded()
      try await installation.enqueue(1...20)
      let bad = "recipient = 'bad@a.test'"
      for _ in 0..<3 {
        _ = try await installation.envoi("send-queue")
        try await installation.sql("UPDATE envoi.transport SET paused_until = now()")
      }
      #expect(try await installation.count("status = 'sent'") == 20)
      #expect(try await installation.count("\(bad) AND status = 'pending' AND attempts = 0") == 1)
      try await installation.sql("UPDATE envoi.queue SET due_at = now() WHERE \(bad)")
      try await installation.enqueue(21...30)
      try await installation.envoi("send-queue").succeeded()
      #expect(try await installation.count("status = 'sent'") == 30)
      #expect(try await installation.count("\(bad) AND status = 'error' AND reason = 'deferred' AND attempts = 1") == 1)
    }

    @Test("A connection that breaks when all rows are claimed already is followed by another one")
    func lastConnection() async throws {
      let relay = try ScriptedSMTPServer { $0.session == 0 && $0.verb == "RCPT" ? .close : nil }
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port, "--connections", "1")
      try await installation.enqueue(1...3)
      #expect(try await installation.envoi("send-queue").succeeded().hasPrefix("example.org: 2 sent, 0 error, 1 left, "))
      #expect(try await installation.count("status = 'pending' AND due_at > now() AND attempts = 0") == 1)
    }

    @Test("A relay that wants us to slow down is left alone for a while, and no mail is charged")
    func throttled() async throws {
      let relay = try ScriptedSMTPServer {
        $0.verb == "." && $0.transaction >= 2 ? .reply("454 Throttling failure: Maximum sending rate exceeded.") : nil
      }
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port, "--connections", "1")
      try await installation.enqueue(1...50)
      let run = try await installation.envoi("send-queue")
      #expect(run.status == 75 && run.errors.contains("wants us to slow down"), "\(run)")
      #expect(try await installation.count("status = 'sent'") == 2)
      #expect(try await installation.count("status = 'pending' AND attempts = 0") == 48)
      #expect(try await installation.count("reply IS NOT NULL AND status = 'pending'") <= 2)
    }

    @Test("A relay that is down leaves every row as it was, and is left alone for a while")
    func down() async throws {
      let installation = try await Installation()
      let port = try Loopback.freePorts()
      try await installation.addRelay(port)
      try await installation.enqueue(1...3)
      let first = try await installation.envoi("send-queue")
      #expect(first.status == 75 && first.output.hasPrefix("example.org: 0 sent, 0 error, 3 left, "), "\(first)")
      #expect(first.errors.contains("127.0.0.1 port \(port)"), "\(first)")
      #expect(try await installation.count("status = 'pending' AND attempts = 0 AND token IS NULL") == 3)
      let second = try await installation.envoi("send-queue")
      #expect(second.status == 75 && second.errors.contains("transport relay is paused until "), "\(second)")
      #expect(try await installation.envoi("transport", "list").succeeded().contains("paused until "))
      #expect(try await installation.envoi("queue", "explain", "1").succeeded().contains("transport relay is paused until "))

      let relay = try SMTPSink(port: port)
      defer { relay.stop() }
      try await installation.sql("UPDATE envoi.transport SET paused_until = now()")
      #expect(try await installation.envoi("send-queue").succeeded().hasPrefix("example.org: 3 sent, 0 error, 0 left, "))
      #expect(try await installation.envoi("transport", "list").succeeded().contains("ready"))
    }

    @Test(
      "A login or a certificate that is refused touches no row and says what to do; the password is nowhere",
      .enabled(if: Postfix.isUsable, "needs root, postfix and dovecot-core"))
    func distrusted() async throws {
      let postfix = try await Postfix()
      defer { postfix.stop() }
      let installation = try await Installation()
      try "hunter2-hunter2\n".write(to: installation.scratch.file("password"), atomically: true, encoding: .utf8)
      try await installation.enqueue(1...1)
      var printed = ""
      let mend = ": renew the relay's certificate, or name its host and its CA as the certificate does"
      for (service, said, remedy) in [
        (Postfix.Service.smtps, "535 5.7.8", ": check the user name and the password"), (.wrongHost, "target host name '127.0.0.1'", mend),
        (.expired, "has expired", mend), (.selfSigned, "self-signed certificate", mend),
      ] {
        printed += try await installation.envoi(
          "transport", "add", "\(service)", "--url", "smtps://app@127.0.0.1:\(postfix.port(service))", "--password-file", "password",
          "--ca-file", postfix.certificates.authority
        ).succeeded()
        let command = try await installation.envoi("send-queue")
        #expect(command.status == 75 && command.errors.contains(said) && command.errors.hasSuffix("\(remedy)\n"), "\(command)")
        printed += command.errors + command.output
        printed += try await installation.envoi("transport", "list", "--json").succeeded()
        #expect(try await installation.count("status = 'pending' AND attempts = 0 AND token IS NULL") == 1)
        try await installation.envoi("transport", "remove", "\(service)", "--force").succeeded()
      }
      let secret = Data("\0app\0hunter2-hunter2".utf8).base64EncodedString()
      for text in [printed, try await installation.dump()] { #expect(!text.contains("hunter2") && !text.contains(secret)) }
    }
  }
}
