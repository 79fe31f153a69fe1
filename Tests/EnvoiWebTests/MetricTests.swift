import Foundation
import Postgres
import Support
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("Metrics")
struct MetricTests {
  @Test("rows, the oldest that waits, workers and transports are told in Prometheus' form, to this machine alone")
  func metrics() async throws {
    try await Door.open { door in
      try await door.database.withConnection { connection in
        try await connection.execute("SELECT envoi.enqueue('example.org', 'ann@a.test', 'Hello', 'x')")
        try await connection.execute("UPDATE envoi.queue SET due_at = now() - interval '90 seconds', expires_at = now() + interval '1 day'")
      }
      let answer = try await door.ask("GET", "/metrics")
      #expect(answer.status == 200 && answer.head.contains("text/plain; version=0.0.4"), "\(answer)")
      #expect(answer.body.contains("\nenvoi_rows{site=\"example.org\",status=\"pending\"} 1\n"), "\(answer.body)")
      #expect(answer.body.contains("\nenvoi_rows{site=\"example.org\",status=\"sent\"} 0\n"))
      #expect(answer.body.contains(/\nenvoi_oldest_due_seconds\{channel="email",site="example.org"\} (9\d|1\d\d)/), "\(answer.body)")
      #expect(answer.body.contains("\nenvoi_transport_open{channel=\"email\",site=\"example.org\",transport=\"sandbox\"} 1\n"))
      // A proxy on this machine asks for somebody else.
      #expect(try await door.ask("GET", "/metrics", ["X-Forwarded-For: 203.0.113.7"]).status == 404)
    }
  }
}
