internal import Logging
internal import Postgres
internal import Transport

/// A relay's trouble, remembered for every process: no connection is opened before the pause is over.
struct TransportPauses: Sendable {
  let database: Pool
  let log: Logger

  /// Seconds of pause after the n-th trouble in a row: 5 s doubling to 5 min.
  static func seconds(afterTroubles count: Int32) -> Double { min(300, 5 * Double(1 << Int64(min(max(count, 1), 10) - 1))) }

  /// Pauses the transport. Several processes that meet the same trouble at once count it once.
  ///
  /// - Parameter count: troubles in a row, this one included.
  func pause(_ transport: SiteTransport, for trouble: Trouble, count: Int32) async throws {
    let seconds = trouble.retryAfter ?? Self.seconds(afterTroubles: count)
    _ = try await database.retryingLosses(log) { connection in
      try await connection.execute(
        """
        UPDATE envoi.transport SET trouble = \(trouble.message), trouble_count = \(count),
          paused_until = now() + \(seconds) * interval '1 second'
        WHERE id = \(transport.id) AND trouble_count IN (\(transport.troubleCount), 0)
        """)
    }
  }

  /// The relay works again.
  func clear(_ transport: SiteTransport) async throws {
    guard transport.troubleCount > 0 else { return }
    _ = try await database.retryingLosses(log) { connection in
      try await connection.execute(
        "UPDATE envoi.transport SET trouble = NULL, trouble_count = 0, paused_until = NULL WHERE id = \(transport.id)")
    }
  }
}
