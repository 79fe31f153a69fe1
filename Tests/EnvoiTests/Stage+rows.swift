import Postgres
import Testing

@testable import Envoi

extension Stage {
  @discardableResult
  func execute(_ sql: SQL) async throws -> Int { try await database.withConnection { try await $0.execute(sql) } }

  func value<Value: PostgresDecodable & Sendable>(_ sql: SQL, as type: Value.Type = Value.self) async throws -> Value {
    try #require(try await database.withConnection { try await $0.row(sql, as: type) })
  }

  func values<Value: PostgresDecodable & Sendable>(_ sql: SQL, as type: Value.Type = Value.self) async throws -> [Value] {
    try await database.withConnection { try await $0.rows(sql, as: type) }
  }

  /// One message with that many rows to `u1@example.net`, `u2@example.net`, ...
  ///
  /// - Parameter columns: further columns and their expressions, in which `n` counts from 1.
  /// - Returns: the ids of the rows.
  @discardableResult
  func insert(_ count: Int, site: Site? = nil, subject: String = "Hello", _ columns: [String: String] = [:]) async throws -> [Int] {
    let site = (site ?? self.site).id
    let names = columns.keys.sorted()
    let further: SQL = "\(unescaped: names.map { ", \($0)" }.joined())"
    let values: SQL = "\(unescaped: names.map { ", \(columns[$0] ?? "")" }.joined())"
    return try await database.withTransaction { connection in
      let message = try #require(
        try await connection.row(
          """
          INSERT INTO envoi.message (site_id, is_template, subject, text, first_row, last_row)
          VALUES (\(site), false, \(subject), 'Text', 0, 0) RETURNING id
          """, as: Int.self))
      let ids = try await connection.rows(
        """
        INSERT INTO envoi.queue (message_id, site_id, recipient, destination\(sql: further))
        SELECT \(message), \(site), 'u' || n || '@example.net', 'example.net'\(sql: values) FROM generate_series(1, \(count)) AS n
        RETURNING id
        """, as: Int.self)
      try await connection.execute(
        "UPDATE envoi.message SET first_row = \(ids.min() ?? 0), last_row = \(ids.max() ?? 0) WHERE id = \(message)")
      return ids
    }
  }

  func row(_ id: Int) async throws -> QueueRow { try #require(try await Queue(database).rows(ids: [id]).first) }

  /// `pending`, `error/refused`.
  func state(_ id: Int) async throws -> String {
    try await value("SELECT concat_ws('/', status, reason) FROM envoi.queue WHERE id = \(id)")
  }

  func states(_ ids: [Int]) async throws -> [String] {
    try await values("SELECT concat_ws('/', status, reason) FROM envoi.queue WHERE id = ANY(\(ids)) ORDER BY id")
  }

  /// Ends the session that waits for a lock, once there is one.
  func cutOffWhoWaits() async throws {
    // Not in a transaction: it would always see the first answer.
    let waiting: SQL =
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while try await values(waiting, as: Bool.self).isEmpty {}
  }

  /// Kinds of a row's events in their order.
  func events(_ id: Int) async throws -> [String] { try await Queue(database).events(of: id).map(\.kind) }
}
