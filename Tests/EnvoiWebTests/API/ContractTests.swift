import Foundation
import Support
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("The API and its document", .serialized)
struct ContractTests {
  /// Made by scripts/setup --tests.
  private static let schemathesis = "/opt/envoi-tests/venv/bin/schemathesis"
  private static let isInstalled = FileManager.default.isExecutableFile(atPath: schemathesis)

  /// What a schema cannot say (a chat that is none of the site's, a variable that is missing, a host's name) is told with 422.
  private static let configuration = """
    [phases.stateful]
    enabled = false
    [phases.fuzzing]
    generation.max-examples = 5
    [checks]
    positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "422"]
    """

  private static let hooks = """
    import schemathesis

    @schemathesis.serializer("application/x-ndjson")
    def ndjson(context, value):
        return value if isinstance(value, bytes) else str(value).encode()
    """

  @Test(
    "schemathesis finds no answer that the document does not have, and none that breaks a rule", .tags(.slow), .enabled(if: isInstalled),
    .timeLimit(.minutes(5)))
  func document() async throws {
    try await Door.open { door in
      let folder = try ScratchDirectory("schemathesis")
      try Self.configuration.write(to: folder.file("schemathesis.toml"), atomically: true, encoding: .utf8)
      try Self.hooks.write(to: folder.file("hooks.py"), atomically: true, encoding: .utf8)
      let url = "http://127.0.0.1:\(door.port)/v1"
      let run = try await Command.run(
        [
          Self.schemathesis, "--config-file", "schemathesis.toml", "run", "\(url)/openapi.json", "--url", url, "--checks", "all",
          // A stream has no end.
          "--no-color", "--request-timeout", "60", "--exclude-path", "/events",
          "--generation-deterministic",
          "-H", "Authorization: Bearer \(door.key(rate: 1_000_000).token)",
        ], environment: ["SCHEMATHESIS_HOOKS": "hooks"], directory: folder.url)
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      #expect(run.output.contains("Tested: "))
    }
  }
}
