import Postgres
import Testing

@testable import Envoi

@Suite("Constraints", .staged)
struct ConstraintTests {
  private static let rows = [
    ("status, token", "'pending', 7", "lease_while_sending"),
    ("status, lease_until", "'pending', now()", "lease_while_sending"),
    ("status", "'sending'", "lease_while_sending"),
    ("status, token", "'sending', 7", "lease_while_sending"),
    ("status, reason", "'pending', 'refused'", "reason_of_error"),
    ("status", "'error'", "reason_of_error"),
    ("status, reason, retry_at", "'pending', NULL, now()", "retry_of_deferred"),
    ("status, reason, retry_at", "'error', 'cancelled', now()", "retry_of_deferred"),
    ("status", "'sent'", "sent_has_time"),
    ("status, sent_at", "'delivered', now()", "delivered_has_time"),
    ("due_at, expires_at", "now(), now() - interval '1 second'", "expires_after_due"),
    ("tags", "ARRAY['a', NULL]", "tags_are_texts"),
    ("priority", "10", "queue_priority_check"),
    ("priority", "-1", "queue_priority_check"),
    ("attempts", "-1", "queue_attempts_check"),
    ("generation", "0", "queue_generation_check"),
    ("recipient_name", "E'a\\nb'", "line_check"),
    ("recipient", "E'a\\r@example.net'", "recipient_check"),
    ("recipient", "E'a\\x7f@example.net'", "recipient_check"),
    ("recipient", "''", "recipient_check"),
    ("recipient", "repeat('a', 321)", "recipient_check"),
  ]

  @Test("a row that makes no sense cannot be stored")
  func queue() async throws {
    let stage = try Stage.current
    for (columns, values, constraint) in Self.rows {
      let recipient = columns == "recipient" ? ("", "") : (", recipient", ", 'ann@example.net'")
      let error = await #expect(throws: PostgresError.self) {
        try await stage.execute(
          """
          INSERT INTO envoi.queue (message_id, site_id, destination, \(unescaped: columns + recipient.0))
          VALUES (1, 1, 'example.net', \(unescaped: values + recipient.1))
          """)
      }
      #expect(error?.constraint == constraint && error?.sqlState == "23514", "\(columns): \(error.debugDescription)")
    }
  }

  private static let statements = [
    ("INSERT INTO envoi.site (domain, sender, return_path) VALUES ('Example.org', 'a@b.c', 'a@b.c')", "site_domain_check"),
    ("INSERT INTO envoi.site (domain, sender, return_path) VALUES ('a.org', E'a\\n@b.c', 'a@b.c')", "line_check"),
    ("UPDATE envoi.site SET domain = 'a..org'", "site_domain_check"),
    ("UPDATE envoi.site SET sender = 'News'", "site_sender_check"),
    ("UPDATE envoi.site SET sender = 'News <@example.org>'", "site_sender_check"),
    ("UPDATE envoi.site SET return_path = 'Ann <a@b.c>'", "site_return_path_check"),
    ("UPDATE envoi.site SET return_path = ''", "site_return_path_check"),
    ("UPDATE envoi.site SET on_doubt = 'maybe'", "site_on_doubt_check"),
    ("UPDATE envoi.site SET keep = '0'", "site_keep_check"),
    ("UPDATE envoi.site SET attachment_limit = -1", "site_attachment_limit_check"),
    ("UPDATE envoi.transport SET connections = 0", "transport_connections_check"),
    ("UPDATE envoi.transport SET name = 'a b'", "transport_name_check"),
    ("UPDATE envoi.transport SET security = 'maybe'", "transport_security_check"),
    ("UPDATE envoi.transport SET url = E'smtp://a\\nb'", "line_check"),
    ("INSERT INTO envoi.message (site_id, is_template, first_row, last_row) VALUES (1, false, 1, 1)", "message_check"),
    ("INSERT INTO envoi.accepted (site_id, key, digest, message_id) VALUES (1, '', '', 1)", "accepted_key_check"),
    ("INSERT INTO envoi.installation DEFAULT VALUES", "installation_pkey"),
    ("INSERT INTO envoi.installation (only_row) VALUES (false)", "installation_only_row_check"),
  ]

  @Test("a site, a transport, a message and a key that make no sense cannot be stored")
  func others() async throws {
    let stage = try Stage.current
    for (statement, constraint) in Self.statements {
      let error = await #expect(throws: PostgresError.self) { try await stage.execute("\(unescaped: statement)") }
      #expect(error?.constraint == constraint, "\(error.debugDescription)")
    }
  }
}
