import Foundation
import Postgres
import Support
import Testing

extension Commands {
  @Suite("envoi user")
  struct UserTests {
    private static var link: Regex<Substring> { /http:\/\/127\.0\.0\.1:8080\/admin\/welcome\/[A-Za-z0-9_\-]{43}\n/ }

    @Test("the first user's link is printed, alone; later ones are invited by mail, whose link stands nowhere else")
    func added() async throws {
      let installation = try await Installation()
      let first = try await installation.envoi("user", "add", "ann@example.org", "--name", "Ann")
      #expect(first.status == 0 && first.output.wholeMatch(of: Self.link) != nil && first.errors.contains("within 72 hours"), "\(first)")
      #expect(try await installation.count() == 0)
      let second = try await installation.envoi(
        "user", "add", "bob@example.org", "--language", "fr", "--role", "editor", "--site", "example.org")
      #expect(second.status == 0 && second.output == "bob@example.org is added, and invited by mail\n" && second.errors == "", "\(second)")
      #expect(try await installation.envoi("user", "add", "cleo@example.org", "--print-link").succeeded().wholeMatch(of: Self.link) != nil)
      #expect(try await installation.envoi("user", "link", "ANN@example.org").succeeded().wholeMatch(of: Self.link) != nil)

      var said = try await installation.envoi("queue", "list").succeeded()
      said += try await installation.envoi("queue", "list", "--json").succeeded()
      said += try await installation.envoi("queue", "show", "1").succeeded()
      said += try await installation.envoi("queue", "show", "1", "--json").succeeded()
      said += try await installation.envoi("queue", "show", "1", "--mail").succeeded()
      said += try await installation.envoi("send-queue", environment: ["ENVOI_LOG_LEVEL": "trace"]).succeeded()
      let mail = try #require(try installation.sandbox().first).replacing("=\n", with: "")
      let token = try #require(mail.firstMatch(of: /127\.0\.0\.1:8080\/admin\/welcome\/([A-Za-z0-9_\-]{43})/)?.1)
      #expect(mail.contains("Bonjour,"))
      said += try await installation.envoi("queue", "show", "1", "--mail").succeeded()
      #expect(!said.contains(token) && !said.contains("/welcome/") && said.contains("=E2=80=A2"))
      #expect(try await !installation.dump().contains(token))
    }

    @Test("users are listed, changed and removed, and each change is in the audit with who made it")
    func changed() async throws {
      let installation = try await Installation()
      try await installation.envoi("user", "add", "ann@example.org").succeeded()
      try await installation.envoi("user", "add", "bob@example.org", "--role", "viewer", "--site", "example.org").succeeded()
      let list = try await installation.envoi("user", "list").succeeded()
      #expect(list.contains("viewer on example.org") && list.contains("invited"), "\(list)")
      let changes = ["--name", "Bob", "--language", "es", "--role", "editor", "--disable-login", "--reset-second-factor"]
      #expect(try await installation.envoi(["user", "set", "bob@example.org"] + changes).succeeded() == "bob@example.org is changed\n")
      let json = try await installation.envoi("user", "list", "--json").succeeded().split(separator: "\n")
      #expect(
        json[1].contains(
          #""enabled":false,"grants":[{"role":"editor"}],"language":"es","name":"Bob","password":false,"second_factor":false"#),
        "\(json)")
      for command in ["invite", "link"] {
        let refused = try await installation.envoi("user", command, "bob@example.org")
        #expect(refused.status == 65 && refused.errors.contains("--enable-login"), "\(refused)")
      }
      try await installation.envoi("user", "set", "bob@example.org", "--enable-login").succeeded()
      try await installation.envoi("user", "invite", "bob@example.org").succeeded()
      #expect(try await installation.envoi("user", "remove", "bob@example.org").succeeded() == "removed bob@example.org\n")
      let lines = try await installation.database.rows(
        "SELECT actor || ': ' || action || ' ' || subject || coalesce(' ' || detail::text, '') FROM envoi.audit WHERE action LIKE 'user.%' ORDER BY id",
        as: String.self)
      let user = NSUserName()
      #expect(
        lines.filter { !$0.contains("ann@") } == [
          "\(user) (envoi user add): user.add bob@example.org {\"role\": \"viewer\", \"sites\": \"example.org\"}",
          "\(user) (envoi user set): user.set bob@example.org {\"name\": \"Bob\", \"role\": \"editor\", \"login\": \"false\", \"sites\": \"all\", \"language\": \"es\"}",
          "\(user) (envoi user set): user.factor bob@example.org",
          "\(user) (envoi user set): user.set bob@example.org {\"login\": \"true\"}",
          "\(user) (envoi user invite): user.invite bob@example.org", "\(user) (envoi user remove): user.remove bob@example.org",
        ])
    }

    @Test("what cannot be is refused with what to do")
    func refused() async throws {
      let installation = try await Installation()
      let keyless = try await installation.envoi(["user", "add", "ann@example.org"], environment: ["ENVOI_SECRET_KEY": ""])
      #expect(keyless.status == 78 && keyless.errors.contains("openssl rand"), "\(keyless)")
      try await installation.envoi("user", "add", "ann@example.org").succeeded()
      for (arguments, status, words) in [
        (["add", "ann@example.org"], 65, "is a user's already"), (["add", "ann"], 65, "address: "),
        (["add", "bob@example.org", "--site", "example.net"], 65, "none of this name"),
        (["add", "bob@example.org", "--role", "god"], 64, "--role"),
        (["set", "ann@example.org", "--role", "viewer"], 65, "last operator"),
        (["set", "ann@example.org", "--disable-login"], 65, "last operator"),
        (["remove", "ann@example.org"], 65, "last operator"), (["remove", "bob@example.org"], 65, "envoi user list"),
        (["set", "ann@example.org", "--site", "example.org"], 64, "--role"),
      ] as [([String], Int32, String)] {
        let refused = try await installation.envoi(["user"] + arguments)
        #expect(refused.status == status && refused.errors.contains(words), "\(arguments) \(refused)")
      }
      try await installation.envoi("site", "set", "example.org", "--disable-sending").succeeded()
      let added = try await installation.envoi("user", "add", "bob@example.org")
      #expect(
        added.status == 65 && added.errors.contains("is added, but could not be invited") && added.errors.contains("envoi user link"),
        "\(added)")
      #expect(try await installation.envoi("user", "link", "bob@example.org").succeeded().wholeMatch(of: Self.link) != nil)
    }
  }
}
