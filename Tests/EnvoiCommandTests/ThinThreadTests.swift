import Foundation
import Support
import Testing

extension Commands {
  @Suite("From an empty database to an inbox", .enabled(if: Postfix.isUsable, "needs root, postfix and dovecot-core"))
  struct ThinThreadTests {
    @Test("A mail arrives whole over STARTTLS and over TLS, with a login each")
    func arrives() async throws {
      let postfix = try await Postfix()
      defer { postfix.stop() }
      let installation = try await Installation(site: nil)
      try "secret\n".write(to: installation.scratch.file("password"), atomically: true, encoding: .utf8)

      #expect(try await installation.envoi("migrate").succeeded().hasPrefix("applied 1 queue\napplied 2 functions\n"))
      #expect(try await installation.envoi("migrate").succeeded() == "the schema is up to date\n")
      try await installation.envoi("site", "add", "example.org", "--from", "Nëws <news@example.org>").succeeded()
      for (service, url) in [(Postfix.Service.submission, "smtp"), (.smtps, "smtps")] {
        let name = "\(service)"
        try await installation.envoi(
          "transport", "add", name, "--url", "\(url)://app@localhost:\(postfix.port(service))", "--security",
          url == "smtp" ? "starttls" : "tls", "--ca-file", postfix.certificates.authority, "--password-file", "password"
        ).succeeded()
        #expect(try await installation.envoi("transport", "list").succeeded().contains("sealed"))
        try await installation.envoi("send", "--to", "Älice <alice@acme.test>", "--subject", "Grüße \(name)", "--text", "Hello {{name}}")
          .succeeded()
        #expect(try await installation.envoi("send-queue").succeeded().hasPrefix("example.org: 1 sent, 0 error, 0 left, "))
        try await installation.envoi("transport", "remove", name).succeeded()
      }

      try await eventually("both mails are in the Maildir") { try postfix.mails().count == 2 }
      let files = try postfix.mails().sorted { $0.contains("ESMTPS") && !$1.contains("ESMTPS") }
      let mails = try await ParsedMail.parse(files.map { Array($0.replacing("\n", with: "\r\n").utf8) })
      for mail in mails {
        // Trace fields that Postfix wrote are not ours to fold.
        #expect(mail.problems.allSatisfy { $0.contains("could be folded: b'Received") }, "\(mail.problems)")
        #expect(mail.values(of: "Return-Path") == ["<bounces@example.org>"])
        #expect(mail.values(of: "From") == ["Nëws <news@example.org>"] && mail.values(of: "Date").count == 1)
        #expect(mail.toName == "Älice" && mail.toAddress == "alice@acme.test")
        #expect(mail.parts.first?.text == "Hello Älice\r\n")
        #expect(mail.values(of: "Received").contains { $0.contains("with ESMTPSA") || $0.contains("with UTF8SMTPSA") })
      }
      #expect(Set(mails.map(\.subject)) == ["Grüße submission", "Grüße smtps"])
      let ids = mails.flatMap { $0.values(of: "Message-ID") }
      #expect(Set(ids).count == 2 && ids.allSatisfy { $0.hasSuffix("@example.org>") })
      #expect(try await !installation.dump().contains("secret"))
    }
  }
}
