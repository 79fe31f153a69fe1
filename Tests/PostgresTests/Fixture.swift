import Postgres
import Support

enum Fixture {
  /// The shared cluster's own database, for tests that leave nothing behind in it.
  static func url() async throws -> String { try await PostgresCluster.shared().url() }

  static func connect() async throws -> Connection {
    try await Connection.connect(to: url(), applicationName: "PostgresTests")
  }
}
