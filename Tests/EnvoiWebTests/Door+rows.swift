import Postgres
import Support
import Testing

@testable import Envoi

extension Door {
  /// Rows that were sent through the gateway.
  func insertSent(_ count: Int = 1, by transport: String = "vonage") async throws -> [Int] {
    try await database.withConnection { connection in
      try await connection.rows(
        """
        INSERT INTO envoi.queue (message_id, site_id, channel, recipient, destination, status, sent_at, remote_id)
        SELECT 1, s.id, 'sms', '+3361234567' || n, \(transport), 'sent', now(), 'A' FROM envoi.site s, generate_series(1, \(count)) n
        RETURNING id
        """, as: Int.self)
    }
  }

  func count(_ condition: SQL) async throws -> Int {
    try #require(
      try await database.withConnection { try await $0.row("SELECT count(*) FROM envoi.queue WHERE \(sql: condition)", as: Int.self) })
  }

  var events: Int {
    get async throws {
      try #require(try await database.withConnection { try await $0.row("SELECT count(*) FROM envoi.queue_event", as: Int.self) })
    }
  }

  /// Path of a row's receipts.
  func path(_ id: Int) -> String { "/receipts/\(gateway)/\(tokens.row(id, generation: 1, transport: gateway))" }

  /// Asks once, on a connection of its own.
  func ask(_ method: String = "GET", _ path: String, _ headers: [String] = [], body: String? = nil) async throws -> Answer {
    try await Answer.to(port, Answer.request(method, path, headers + ["Connection: close"], body: body))
  }
}
