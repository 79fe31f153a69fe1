import Foundation
import Support
import Testing

extension Commands {
  @Suite("envoi transport")
  struct TransportTests {
    @Test(
      "test prints each step, with --to the whole dialogue, and where it fails why and what to do; never the password",
      .enabled(if: Postfix.isUsable, "needs root, postfix and dovecot-core"))
    func test() async throws {
      let postfix = try await Postfix()
      defer { postfix.stop() }
      let installation = try await Installation()
      func add(_ name: String, _ service: Postfix.Service, password: String) async throws -> String {
        try await installation.envoi(
          ["transport", "add", name, "--url", "smtp://app@localhost:\(postfix.port(service))", "--security", "starttls"]
            + ["--password-file", "-", "--ca-file", postfix.certificates.authority], input: password
        ).succeeded()
      }
      #expect(try await add("good", .submission, password: "secret").contains("try it: envoi transport test good --site example.org"))
      _ = try await add("wrong", .submission, password: "hunter2")
      _ = try await add("plain", .plain, password: "hunter2")

      let good = try await installation.envoi("transport", "test", "good", "--to", "alice@acme.test")
      #expect(good.status == 0 && good.errors == "")
      for said in [
        "connected to 127.0.0.1", "encrypted with TLSv1.3", "certificate of CN", "until ", "offers PIPELINING", "logged in with PLAIN",
        "  > EHLO example.org", "  < 220 2.0.0 Ready to start TLS", "  > MAIL FROM:<bounces@example.org>", "  > RCPT TO:<alice@acme.test>",
        "  < 250 2.1.5 Ok", "  > DATA", "accepted: 250 2.0.0 Ok: queued as",
      ] { #expect(good.output.contains(said), "\(said) is not in \(good.output)") }
      try await eventually("it is in the Maildir") { try postfix.mails().count == 1 }
      #expect(try await installation.count() == 0)
      let unknown = try await installation.envoi("transport", "test", "good", "--to", "nobody@acme.test")
      #expect(unknown.output.contains("refused at RCPT: 550 5.1.1 <nobody@acme.test>"))

      let wrong = try await installation.envoi("transport", "test", "wrong")
      #expect(
        wrong.status == 69 && wrong.errors.contains("(535 5.7.8 ") && wrong.errors.hasSuffix("): check the user name and the password\n"))
      let plain = try await installation.envoi("transport", "test", "plain")
      #expect(plain.status == 69 && plain.errors.hasPrefix("envoi: startTLS: "), "\(plain)")
      for text in [good, wrong, plain].flatMap({ [$0.output, $0.errors] }) {
        for secret in ["secret", "hunter2"] {
          #expect(!text.contains(secret) && !text.contains(Data("\0app\0\(secret)".utf8).base64EncodedString()))
        }
      }
      let missing = try await installation.envoi("transport", "test", "none")
      #expect(missing.status == 65 && missing.errors.contains("which has: good, wrong, plain, sandbox"))
    }

    @Test("add refuses what cannot be a relay; set and remove change one; the sandbox is used while there is no other")
    func manage() async throws {
      let installation = try await Installation()
      func add(_ arguments: String..., environment: [String: String] = [:]) async throws -> Command {
        try await installation.envoi(["transport", "add"] + arguments, environment: environment)
      }
      for (command, said) in [
        (
          try await add("a", "--url", "http://localhost"),
          "--url: must begin with smtp:// or smtps://; an SMS gateway or a chat needs --preset or --gateway"
        ),
        (try await add("a", "--url", "ftp://localhost"), "--url: must begin with smtp:// or smtps://"),
        (try await add("a", "--url", "smtp://localhost/x"), "--url: must end after host and port"),
        (try await add("a"), "--url: is needed"),
        (try await add("a", "--url", "smtp://localhost", "--ca-file", "missing.pem"), "--ca-file: cannot be read"),
        (try await add("a b", "--url", "smtp://localhost"), "name: must be letters, digits"),
        (try await add("a", "--url", "smtp://localhost", "--connections", "0"), "--connections: must be between 1 and 1000"),
        (try await add("a", "--preset", "ses"), "--region: is needed with --preset ses"),
        (try await add("a", "--preset", "gmail"), "--preset: needs a login: --user and --password-file"),
        (try await add("a", "--url", "smtps://me@localhost"), "transport a: login: is a user name and a password, or neither"),
      ] {
        #expect(command.status == 65 && command.errors.hasPrefix("envoi: \(said)"), "\(command)")
      }
      for (number, said) in [("100000", "between 1 and 1000"), ("-1", "between 1 and 1000")] {
        let command = try await add("a", "--url", "smtp://localhost", "--connections=\(number)")
        #expect(command.status == 65 && command.errors == "envoi: --connections: must be \(said), got \"\(number)\"\n")
      }
      let far = try await add("a", "--url", "smtp://localhost", "--position", "40000")
      #expect(far.status == 65 && far.errors == "envoi: --position: must be between -32768 and 32767, got \"40000\"\n")
      for content in ["", "no certificate", "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n"] {
        try content.write(to: installation.scratch.file("ca.pem"), atomically: true, encoding: .utf8)
        let command = try await add("a", "--url", "smtp://localhost", "--ca-file", "ca.pem")
        #expect(command.status == 65 && command.errors.hasPrefix("envoi: --ca-file: must have at least one certificate in PEM"))
      }
      for content in ["", "\n", "hunter2\n\n", "hunter2\r\nhunter3", "hunter2\nhunter3\n"] {
        let command = try await installation.envoi(
          ["transport", "add", "a", "--url", "smtps://me@localhost", "--password-file", "-"], input: content)
        #expect(
          command.status == 65 && command.errors == "envoi: --password-file: must have one line, the password, and no other, got \"-\"\n")
      }
      for (arguments, said) in [
        (["--user", "me"], "--user goes with --url or --preset"), (["--region", "eu-west-1"], "--region goes with --preset ses"),
        (["--url", "smtp://localhost", "--preset", "postfix"], "--url and --preset exclude each other"),
      ] {
        let command = try await installation.envoi(["transport", "set", "sandbox"] + arguments)
        #expect(command.status == 64 && command.errors.hasPrefix("Error: \(said)\nUsage: envoi transport set "), "\(command)")
      }
      for arguments in [["remove", "sandbox"], ["set", "sandbox", "--url", "smtp://localhost"]] {
        let command = try await installation.envoi(["transport"] + arguments)
        #expect(command.status == 65 && command.errors.hasPrefix("envoi: name: is the sandbox, which "), "\(command)")
      }
      let noKey = try await add("a", "--url", "smtps://u:hunter2@localhost", environment: ["ENVOI_SECRET_KEY": ""])
      #expect(noKey.status == 78 && noKey.errors.contains("openssl rand -base64 32") && !noKey.errors.contains("hunter2"))
      let arguments = ["transport", "add", "gmail", "--preset", "gmail", "--user", "me@gmail.com", "--password-file", "-"]
      let gmail = try await installation.envoi(arguments, input: "hunter2\n")
      #expect(
        gmail.status == 0 && gmail.output.contains("smtps://me%40gmail.com@smtp.gmail.com:465, tls")
          && gmail.output.contains("app password"))
      #expect(try await installation.envoi(arguments, input: "hunter2\n").errors.contains("is a transport of example.org already"))

      let set = try await installation.envoi("transport", "set", "gmail", "--connections", "3", "--disable-sending")
      #expect(try set.succeeded().hasSuffix(", 3 connections, off\n"))
      let one = try await installation.envoi("transport", "set", "gmail", "--connections", "1", "--enable-sending")
      #expect(try one.succeeded().hasSuffix(", 1 connection, ready\n"))
      try await installation.envoi("transport", "set", "gmail", "--disable-sending").succeeded()
      let list = try await installation.envoi("transport", "list", "--json").succeeded().split(separator: "\n")
      #expect(list.count == 2 && list[0].contains(#""enabled":false"#) && list[0].contains(#""has_password":true"#))
      #expect(list.allSatisfy { $0.contains(#""used":false"#) } && list[0].contains(#""position":0"#))
      try await installation.envoi("transport", "add", "later", "--url", "smtp://localhost", "--position", "1").succeeded()
      let table = try await installation.envoi("transport", "list").succeeded().split(separator: "\n").map { $0.split(separator: " ") }
      #expect(
        table.map { $0[1...4] } == [
          ["NAME", "CHANNEL", "USED", "POSITION"], ["gmail", "email", "-", "0"], ["later", "email", "yes", "1"],
          ["sandbox", "email", "-", "32767"],
        ])
      try await installation.envoi("transport", "remove", "later").succeeded()
      for command in ["site", "transport"] {
        let both = try await installation.envoi([command, "set", "gmail", "--enable-sending", "--disable-sending"])
        #expect(both.status == 64, "\(both)")
      }
      let nobody = try await installation.envoi("site", "add", "example.net")
      #expect(nobody.status == 64 && nobody.errors.contains("--from <mailbox>"))
      try await installation.enqueue(1...1)
      let none = try await installation.envoi("send-queue")
      #expect(none.status == 75 && none.errors == "envoi: example.org: no transport is enabled\n")
      let last = try await installation.envoi("transport", "remove", "gmail")
      #expect(last.status == 65 && last.errors.contains("is the last relay of example.org"), "\(last)")
      try await installation.envoi("transport", "remove", "gmail", "--force").succeeded()
      #expect(try await installation.envoi("transport", "remove", "gmail").status == 65)
      try await installation.envoi("send-queue").succeeded()
      #expect(try installation.sandbox().count == 1)
    }
  }
}
