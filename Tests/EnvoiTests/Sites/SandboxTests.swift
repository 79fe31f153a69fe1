import Postgres
import Support
import Testing

@testable import Envoi

@Suite struct SandboxTests {
  @Test("the sandbox is the way out until there is another, and is not the way out while that one is switched off")
  func onlyWithoutAnother() async throws {
    let database = Pool(url: try await PostgresCluster.shared().createDatabase(), applicationName: "tests", size: 2)
    _ = try await Schema.migrate(database)
    let site = try await Sites(database).add("example.org", settings: SiteSettings(sender: "news@example.org"), sandbox: "/nowhere")
    let transports = SiteTransports(database, secretKey: nil)
    func current() async throws -> String? {
      try await database.withConnection { try await SiteTransports.current(of: site, on: $0)?.name }
    }

    #expect(try await current() == "sandbox")
    _ = try await transports.add("relay", to: site, settings: TransportSettings(url: RelayURL("smtp://127.0.0.1:25")))
    #expect(try await current() == "relay")
    _ = try await transports.set("relay", of: site, settings: TransportSettings(isEnabled: false))
    #expect(try await current() == nil)
    try await transports.remove("relay", of: site)
    #expect(try await current() == "sandbox")
  }
}
