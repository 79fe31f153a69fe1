import Postgres
import Support

enum Fixture {
  /// The shared cluster's own database, for tests that leave nothing behind in it.
  static func url() async throws -> String { try await PostgresCluster.shared().url() }

  static func connect() async throws -> Connection { try await connect(database: url()) }

  static func connect(database url: String) async throws -> Connection {
    try await Connection.connect(to: url, applicationName: "PostgresTests")
  }

  /// Asks until the answer is true, for what only the server knows and tells nobody.
  static func waitUntil(_ condition: SQL, on connection: Connection) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while try await connection.row(condition, as: Bool.self) != true {
      guard .now < deadline else { throw FixtureError("still not true: \(condition.text)") }
    }
  }
}
