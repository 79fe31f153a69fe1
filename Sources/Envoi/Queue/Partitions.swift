internal import Postgres

/// The ranges of ids that the queue and its events are cut into.
enum Partitions {
  /// The rows of a range of ids, and their events.
  struct Range {
    let number: Int
    var rows: SQL { "envoi.\(identifier: "queue_\(number)")" }
    var events: SQL { "envoi.\(identifier: "queue_event_\(number)")" }
  }

  /// Makes the current one and two ahead. Whoever inserts calls it, and workers now and then.
  static func make(on connection: Connection) async throws {
    // It fails only where there is none left and somebody holds the lock that a new one needs; then whoever inserts is told.
    do { try await connection.execute("SELECT envoi.make_partitions()") } catch let error as PostgresError where error.sqlState == "55P03" {
    }
  }

  /// Those that no new row falls into.
  static func past(on connection: Connection) async throws -> [Range] {
    let numbers = try await connection.rows(
      """
      SELECT substr(c.relname, 7)::bigint AS number FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid, envoi.queue_id_seq s
      WHERE i.inhparent = 'envoi.queue'::regclass AND (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \\(''?(\\d+)'))[1]::bigint <= s.last_value
      ORDER BY number
      """, as: Int.self)
    return numbers.map(Range.init)
  }

  /// Those that were taken out of the queue and are not dropped yet.
  static func detached(on connection: Connection) async throws -> [Range] {
    let numbers = try await connection.rows(
      """
      SELECT substr(relname, 7)::bigint AS number FROM pg_class
      WHERE relnamespace = 'envoi'::regnamespace AND relname ~ '^queue_\\d+$' AND relkind = 'r' AND NOT relispartition ORDER BY number
      """, as: Int.self)
    return numbers.map(Range.init)
  }

  /// Takes a partition out of the queue, if all of its rows are so and have ended.
  ///
  /// Everybody queues behind one who waits to detach, so that it waits for a moment only, a few times. Where somebody keeps the
  /// partition in use it stays.
  static func detach(_ range: Range, ifAll condition: SQL, on connection: Connection) async throws {
    let others: SQL = "SELECT EXISTS (SELECT FROM \(sql: range.rows) q WHERE (\(sql: condition)) IS NOT TRUE)"
    guard try await connection.row(others, as: Bool.self) == false else { return }
    for _ in 0..<10 {
      do {
        return try await connection.transaction { connection in
          try await connection.run(script: "SET LOCAL lock_timeout = '100ms'; SET LOCAL enable_seqscan = off")
          try await connection.execute("ALTER TABLE envoi.queue DETACH PARTITION \(sql: range.rows)")
          try await connection.execute("ALTER TABLE envoi.queue_event DETACH PARTITION \(sql: range.events)")
          // Since it was looked at, somebody may have requeued a row. Each of these asks an index that is empty otherwise.
          let isOpen = try await connection.row(
            """
            SELECT EXISTS (SELECT FROM \(sql: range.rows) WHERE status = 'pending')
              OR EXISTS (SELECT FROM \(sql: range.rows) WHERE retry_at IS NOT NULL)
              OR EXISTS (SELECT FROM \(sql: range.rows) WHERE token IS NOT NULL)
            """, as: Bool.self)
          if isOpen != false { throw InUse() }
        }
      } catch is InUse {
        return
      } catch let error as PostgresError where error.sqlState == "55P03" {
        try await Task.sleep(for: .milliseconds(500))
      }
    }
  }

  private struct InUse: Error {}
}
