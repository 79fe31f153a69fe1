internal import Postgres

/// The ranges of ids that the queue and its events are cut into.
enum Partitions {
  /// Makes the current one and two ahead. Whoever inserts calls it, and workers now and then.
  static func make(on connection: Connection) async throws {
    // Somebody reading for long may hold the lock that a new partition needs: then the next caller makes it.
    do { try await connection.execute("SELECT envoi.make_partitions()") } catch let error as PostgresError where error.sqlState == "55P03" {
    }
  }
}
