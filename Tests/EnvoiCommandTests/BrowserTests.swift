import Foundation
import Support
import Testing

extension Commands {
  @Suite("The admin in a browser")
  struct BrowserTests {
    private static let python = "/opt/envoi-tests/venv/bin/python"
    private static let script = URL(filePath: #filePath).appending(path: "../../Browser/try_admin.py").standardized.path
    private static var canRun: Bool {
      Postfix.isUsable && [python, "/usr/bin/chromium"].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
    }

    @Test(
      "people get done what they came for, with JavaScript and without, and every page is for everybody",
      .tags(.slow), .enabled(if: canRun, "needs root, Postfix, Chromium and Playwright: scripts/setup --tests"))
    func browser() async throws {
      let postfix = try await Postfix()
      defer { postfix.stop() }
      let installation = try await Installation(options: ["--contact"], isReachable: true)
      try await installation.addRelay(postfix.port(.grumpy))
      var links: [String] = []
      for address in ["alice@acme.test", "bob@example.org"] {
        let link = try await installation.envoi("user", "add", address, "--role", "operator", "--print-link").succeeded()
        links.append(link.trimmingCharacters(in: .newlines))
      }
      let serve = try installation.start("serve")
      defer { serve.stop() }
      try await eventually("it listens: \(installation.log)") { installation.log.contains("listening on ") }
      let base = try #require(installation.environment["ENVOI_PUBLIC_URL"])
      let tried = try await Command.run(
        [Self.python, "-B", Self.script, base, Installation.program] + links, environment: installation.environment,
        directory: installation.scratch.url)
      #expect(tried.status == 0, "\(tried.output)\(tried.errors)")
      #expect(!installation.log.contains(" error "), "\(installation.log)")
      let sent = ["Subject: Requeued", "Subject: Composed", "A question"].flatMap { ["\($0) with-script", "\($0) without-script"] }
      try await eventually("what was sent in the browser arrives, once: \(sent)") {
        let mails = try postfix.mails()
        return sent.allSatisfy { text in mails.filter { $0.contains(text) }.count == 1 }
      }
      #expect(try postfix.mails().filter { $0.contains("notes.txt") }.count == 2)
    }
  }
}
