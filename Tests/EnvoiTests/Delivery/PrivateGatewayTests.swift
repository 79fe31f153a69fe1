import Foundation
import Postgres
import Support
import Testing

@testable import Envoi

@Suite("An SMS gateway within our own network", .staged)
struct PrivateGatewayTests: GatewayPasses {
  @Test("one leads into our own network only where a shell allowed that, and each host anew")
  func privateAddress() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { _ in Self.good }
    defer { server.stop() }
    let transports = SiteTransports(stage.database, secretKey: nil)
    func add(_ name: String, _ url: String, meant: Bool = false) async throws -> SiteTransport {
      let gateway = GatewaySettings(description: Self.description, values: ["url": url], meansPrivate: meant)
      return try await transports.add(name, to: stage.site, settings: TransportSettings(gateway: gateway))
    }
    func move(_ name: String, _ url: String) async throws -> SiteTransport {
      try await transports.set(name, of: stage.site, settings: TransportSettings(gateway: GatewaySettings(values: ["url": url])))
    }
    let refused = await #expect(throws: InvalidInput.self) { _ = try await add("clear", server.url) }
    #expect(refused?.field == "url" && refused?.rule.contains("--allow-private") == true)
    // By a name that leads there: seen when it is connected to.
    #expect(try await !add("gw", "https://localhost:\(server.port)").allowsPrivate)
    let line = Data(#"{"channel": "sms", "to": "+33612345678", "text": "Hello"}"#.utf8)
    let id = try #require(
      try await Intake(stage.database, door: stage.door(), log: stage.log).enqueue(json: line, files: .folder(".")).rows.first)
    let reports = try await stage.worker(secretKey: nil).run(.send)
    #expect(try await stage.state(id) == "pending" && server.connections == 0)
    #expect(reports.first?.trouble?.contains("private") == true, "\(reports)")
    // Named at the shell it is meant; a public one, or another address, is not.
    #expect(try await add("meant", "http://127.0.0.1:1/x", meant: true).allowsPrivate)
    #expect(try await !add("public", "https://sms.test/x", meant: true).allowsPrivate)
    #expect(try await move("meant", "http://127.0.0.1:1/y").allowsPrivate)
    await #expect(throws: InvalidInput.self) { _ = try await move("meant", "http://127.0.0.1:2/x") }
    #expect(try await !move("meant", "https://10.0.0.1/x").allowsPrivate)
  }

  @Test("one that was there before keeps its way")
  func before() async throws {
    let stage = try Stage.current
    let id = try await stage.addGateway("vonage")
    let migration = try #require(Schema.migrations.first { $0.name == "private_gateways" })
    try await stage.database.withConnection { try await $0.run(script: migration.sql) }
    #expect(try await SiteTransports(stage.database, secretKey: nil).find(id: id)?.allowsPrivate == true)
  }
}
