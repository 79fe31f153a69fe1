import Foundation
import Support
import Testing

extension Commands {
  @Suite("Settings, and whose database it is")
  struct SettingsTests {
    @Test("A copied database sends nothing until it is adopted")
    func copied() async throws {
      let original = try await Installation()
      try await original.envoi("send-queue").succeeded()
      try await original.enqueue(1...2)
      await original.leave()
      let admin = try await Installation(site: nil)
      let name = original.databaseURL.split(separator: "/").last.map(String.init) ?? ""
      try await admin.sql("CREATE DATABASE \(name)_copy TEMPLATE \(name)")

      let copy = try await Installation(site: nil, databaseURL: original.databaseURL + "_copy")
      for command in ["send-queue", "retry-queue", "work"] {
        let refused = try await copy.envoi(command)
        #expect(
          refused.status == 78 && refused.output == "" && refused.errors.contains("is a copy") && refused.errors.hasSuffix("envoi adopt\n"))
      }
      #expect(try await copy.count("status = 'pending'") == 2)
      let why = try await copy.envoi("queue", "explain", "1").succeeded()
      #expect(why.hasPrefix("this database is a copy ") && why.contains("\nwhen that is over, it is the next to go; "), "\(why)")
      #expect(try await copy.envoi("adopt").succeeded().hasPrefix("adopted: \(name)_copy@"))
      #expect(try await copy.envoi("send-queue").succeeded().hasPrefix("example.org: 2 sent, "))
    }

    @Test("ENVOI_REDIRECT_ALL sends every mail to one address, and says whose it is")
    func redirected() async throws {
      let relay = try ScriptedSMTPServer()
      defer { relay.stop() }
      let installation = try await Installation()
      try await installation.addRelay(relay.port)
      try await installation.enqueue(1...2)
      try await installation.envoi(["send-queue"], environment: ["ENVOI_REDIRECT_ALL": "staging@example.org"]).succeeded()
      let mails = try await ParsedMail.parse(relay.mails.map(\.content))
      #expect(relay.mails.map(\.recipient) == ["staging@example.org", "staging@example.org"])
      #expect(mails.allSatisfy { $0.problems.isEmpty && $0.toAddress == "staging@example.org" })
      #expect(Set(mails.flatMap { $0.values(of: "X-Envoi-Recipient") }) == ["1@a.test", "2@a.test"])
      #expect(try await installation.count("reply LIKE 'redirected to staging@example.org: 2.%'") == 2)
      let wrong = try await installation.envoi(["send-queue"], environment: ["ENVOI_REDIRECT_ALL": "staging"])
      #expect(wrong.status == 78 && wrong.errors.hasPrefix("envoi: ENVOI_REDIRECT_ALL: "))
    }

    @Test("The environment goes before --config, and each may name a file that has the value")
    func sources() async throws {
      let installation = try await Installation()
      let other = try await Installation(site: "other.test")
      let unset = ["ENVOI_DATABASE_URL": "", "ENVOI_STATE_DIR": "", "ENVOI_SECRET_KEY": ""]
      try "ENVOI_DATABASE_URL=\(other.databaseURL)\nENVOI_STATE_DIR=\(other.state)\n".write(
        to: installation.scratch.file("settings"), atomically: true, encoding: .utf8)
      try "\(installation.databaseURL)\n".write(to: installation.scratch.file("url"), atomically: true, encoding: .utf8)
      func site(_ environment: [String: String], _ arguments: String...) async throws -> String? {
        let json = try await installation.envoi(["site", "show", "--json"] + arguments, environment: unset.merging(environment) { $1 })
          .succeeded()
        return try (JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])?["domain"] as? String
      }
      #expect(try await site([:], "--config", "settings") == "other.test")
      #expect(try await site(["ENVOI_DATABASE_URL": installation.databaseURL], "--config", "settings") == "example.org")
      #expect(try await site(["ENVOI_DATABASE_URL_FILE": "url"]) == "example.org")
      #expect(try await site(["ENVOI_DATABASE_URL_FILE": "url"], "--config", "settings") == "example.org")
      try "ENVOI_DATABASE_URL_FILE=url\n".write(to: installation.scratch.file("indirect"), atomically: true, encoding: .utf8)
      #expect(try await site([:], "--config", "indirect") == "example.org")
      #expect(try await site(["ENVOI_DATABASE_URL": other.databaseURL], "--config", "indirect") == "other.test")
    }

    @Test("A setting that is wrong is named, its secret is not, and the exit code is 78")
    func wrong() async throws {
      let installation = try await Installation()
      for (environment, arguments, said) in [
        (["ENVOI_LOG_LEVEL": "loud"], [], "ENVOI_LOG_LEVEL: must be one of trace, "),
        (["ENVOI_SECRET_KEY": "too-short"], [], "ENVOI_SECRET_KEY: must have at least 16 bytes; make one with: openssl rand -base64 32"),
        (["ENVOI_SECRET_KEY": "", "ENVOI_SECRET_KEY_FILE": "missing"], [], "ENVOI_SECRET_KEY_FILE: cannot be read"),
        ([:], ["--config", "missing"], "ENVOI_CONFIG: the file given with --config cannot be read by the user "),
      ] as [([String: String], [String], String)] {
        let command = try await installation.envoi(["queue", "stats"] + arguments, environment: environment)
        #expect(command.status == 78 && command.errors.contains(said) && !command.errors.contains("too-short"), "\(command)")
      }
    }
  }
}
