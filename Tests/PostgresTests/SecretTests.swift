import Postgres
import Support
import Testing

@Suite("Secrets")
struct SecretTests {
  @Test(
    "a password is in no error, however the URL is broken",
    arguments: [
      "postgres://app:s3cr3t@127.0.0.1:1/envoi", "postgres://app:s3cr3t@127.0.0.1:port/envoi",
      "postgres://app:s3cr3t@127.0.0.1:1/envoi?nonsense=1", "postgres://app:x/s3cr3t@127.0.0.1:1/envoi",
      "postgres://app:s3cr3t/x@127.0.0.1:1/envoi", "postgres://app:s3cr3t?x@127.0.0.1:1/envoi",
      "postgres://app:x@s3cr3t@127.0.0.1:1/envoi", "postgres://app:s3cr3t%zz@127.0.0.1:1/envoi",
      "postgres://app:[s3cr3t@127.0.0.1:1/envoi", "postgres://app:s3cr3t#x@127.0.0.1:1/envoi",
      "postgres://127.0.0.1:1/envoi?user=app&password=s3cr3t", "postgres:/app:s3cr3t@127.0.0.1/envoi",
      "postgres://127.0.0.1:1/envoi?password=s3cr3t%zz", "host=127.0.0.1 port=1 user=app password=s3cr3t",
      "host=127.0.0.1 port=1 password=s3cr3t x", "host=127.0.0.1 port=1 password='s3cr3t", "app:s3cr3t@127.0.0.1/envoi",
      "postgres://app:s3cr3t", "postgres://app:x s3cr3t@127.0.0.1:1/envoi",
    ])
  func password(url: String) async throws {
    let error = await #expect(throws: PostgresError.self) { try await Connection.connect(to: url, applicationName: "secrets") }
    #expect(error?.description.hasPrefix("cannot connect to PostgreSQL: ") == true)
    #expect(error?.description.contains("s3cr3t") == false, "\(error?.description ?? "")")
    #expect(error?.isConnectionLoss == true)
  }

  @Test("what is not secret stays: host, port and reason")
  func reason() async throws {
    let error = await #expect(throws: PostgresError.self) {
      try await Connection.connect(to: "postgres://app:s3cr3t@127.0.0.1:1/envoi", applicationName: "secrets")
    }
    #expect(
      error?.description
        == "cannot connect to PostgreSQL: connection to server at \"127.0.0.1\", port 1 failed: Connection refused "
        + "Is the server running on that host and accepting TCP/IP connections?")
    let missing = await #expect(throws: PostgresError.self) {
      try await Connection.connect(to: PostgresCluster.shared().url(database: "nowhere"), applicationName: "secrets")
    }
    #expect(missing?.description.hasSuffix(#"database "nowhere" does not exist"#) == true)
  }
}
