import Foundation
import Postgres
import Support
import Testing

extension Commands {
  @Suite("The audit of commands")
  struct AuditTests {
    @Test("what a command changes is in the audit with who did it, without secrets; what is refused is not")
    func lines() async throws {
      let installation = try await Installation()
      let password = try installation.write("hush-hush\n", "password")
      for command in [
        ["site", "set", "example.org", "--keep", "30d", "--disable-sending"],
        ["transport", "add", "relay", "--url", "smtp://ann@127.0.0.1:25", "--password-file", password],
        ["transport", "set", "relay", "--connections", "3"], ["transport", "remove", "relay"],
        ["webhook", "add", "hook", "--url", "https://hooks.test/hush-hush", "--event", "sent"],
        ["webhook", "set", "hook", "--disable-sending", "--rotate-secret"], ["webhook", "remove", "hook"], ["adopt"],
        ["site", "add", "example.com", "--from", "a@example.com"], ["site", "remove", "example.com"],
      ] { try await installation.envoi(command).succeeded() }
      for refused in [
        ["site", "set", "example.net", "--keep", "30d"], ["transport", "set", "relay", "--connections", "3"],
        ["transport", "add", "sandbox", "--url", "smtp://127.0.0.1:25"], ["webhook", "remove", "hook"],
        ["webhook", "add", "hook", "--url", "http://hooks.test/x"], ["queue", "cancel", "--all"],
      ] { _ = try await installation.envoi(refused) }
      try await installation.enqueue(1...2)
      try await installation.envoi("queue", "cancel", "--status", "pending").succeeded()
      try await installation.envoi("queue", "requeue", "1").succeeded()
      try await installation.envoi("queue", "purge").succeeded()
      try await installation.sql("UPDATE envoi.queue SET created_at = created_at - interval '3 days'")
      try await installation.envoi("queue", "purge", "--older-than", "2d").succeeded()

      let lines = try await installation.database.rows(
        """
        SELECT actor || ': ' || action || coalesce(' ' || subject, '') || coalesce(' of ' || (SELECT domain FROM envoi.site s WHERE s.id = site_id), '')
          || coalesce(' ' || detail::text, '') FROM envoi.audit WHERE subject IS DISTINCT FROM current_database() ORDER BY id
        """, as: String.self)
      let user = NSUserName()
      #expect(
        lines == [
          #"\#(user) (envoi site add): site.add example.org of example.org {"from": "News <news@example.org>"}"#,
          #"\#(user) (envoi site set): site.set example.org of example.org {"keep": "30d", "sending": "false"}"#,
          #"\#(user) (envoi transport add): transport.add relay of example.org {"fields": "url, password"}"#,
          #"\#(user) (envoi transport set): transport.set relay of example.org {"connections": "3"}"#,
          #"\#(user) (envoi transport remove): transport.remove relay of example.org"#,
          #"\#(user) (envoi webhook add): webhook.add hook of example.org {"events": "sent", "fields": "url"}"#,
          #"\#(user) (envoi webhook set): webhook.set hook of example.org {"sending": "false"}"#,
          #"\#(user) (envoi webhook set): webhook.secret hook of example.org"#,
          #"\#(user) (envoi webhook remove): webhook.remove hook of example.org"#,
          #"\#(user) (envoi site add): site.add example.com {"from": "a@example.com"}"#,
          #"\#(user) (envoi site remove): site.remove example.com"#,
          #"\#(user) (envoi queue cancel): queue.cancel of example.org {"rows": "2", "filter": "status=pending"}"#,
          #"\#(user) (envoi queue requeue): queue.requeue 1 of example.org {"rows": "1"}"#,
          #"\#(user) (envoi queue purge): queue.purge {"rows": "1", "older than": "2d"}"#,
        ], "\(lines)")
      #expect(
        try await installation.database.row(
          "SELECT actor FROM envoi.audit WHERE action = 'installation.adopt' AND site_id IS NULL", as: String.self)
          == "\(user) (envoi adopt)")
    }
  }
}
