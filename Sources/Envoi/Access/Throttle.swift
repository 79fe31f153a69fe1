internal import Crypto
internal import Foundation
public import Postgres

/// Counts how often something is tried, over all processes.
public struct Throttle: Sendable {
  private let database: Pool

  public init(_ database: Pool) { self.database = database }

  /// Counts a try. Of any number at once exactly `limit` are allowed in a span; it begins with the first.
  ///
  /// - Parameter name: a word and who: `login ann@example.org`. Stored is a hash of it.
  /// - Returns: nil where it is allowed, else the seconds until the next one is.
  public func seconds(_ name: String, limit: Int, per span: Duration) async throws -> Int? {
    let row = try await database.withConnection { connection in
      let row = try await connection.row(
        """
        INSERT INTO envoi.throttle AS t (name, used, until)
        VALUES (\(Self.key(name)), 1, now() + \(span / .seconds(1)) * interval '1 second')
        ON CONFLICT (name) DO UPDATE SET
          used = CASE WHEN t.until <= now() THEN 1 ELSE least(t.used, \(Int32(limit))) + 1 END,
          until = CASE WHEN t.until <= now() THEN excluded.until ELSE t.until END
        RETURNING t.used, greatest(ceil(extract(epoch FROM t.until - now())), 1)::bigint
        """, as: (Int32, Int).self)
      // Apart from the count, and past what others hold: two that delete each other's lines would wait for each other.
      if row?.0 == 1 {
        try await connection.execute(
          """
          DELETE FROM envoi.throttle WHERE name = ANY(ARRAY(
            SELECT name FROM envoi.throttle WHERE until <= now() LIMIT 1000 FOR UPDATE SKIP LOCKED))
          """)
      }
      return row
    }
    guard let (used, seconds) = row, used > limit else { return nil }
    return seconds
  }

  /// It went well: what was tried before it counts no more.
  public func forget(_ name: String) async throws {
    try await database.withConnection { _ = try await $0.execute("DELETE FROM envoi.throttle WHERE name = \(Self.key(name))") }
  }

  private static func key(_ name: String) -> String {
    "\(name.prefix { $0 != " " }) \(Array(SHA256.hash(data: Data(name.utf8))).hex)"
  }
}
