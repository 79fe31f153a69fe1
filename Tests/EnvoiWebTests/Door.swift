import Foundation
import Logging
import Postgres
import ServiceLifecycle
import Support
import Testing
import Transport

@testable import Envoi
@testable import EnvoiWeb

/// A server on a free port of this machine, with a migrated database behind it and the site example.org, whose gateway is Vonage's.
struct Door: Sendable {
  static let secretKey = "correct horse battery staple"

  let database: Pool
  let cluster: PostgresCluster
  let gateway: Int32
  let tokens: ReceiptTokens
  let port: Int
  let log: RecordedLog
  private let group: ServiceGroup

  /// Runs the body while the server runs, then shuts it down.
  ///
  /// - Parameters:
  ///   - publicURL: as the outside sees it.
  ///   - cluster: one that the test may crash; the shared one when nil.
  ///   - configure: changes the server before it starts.
  static func open(
    publicURL: String = "https://example.org", proxies: TrustedProxies = .standard, gateway preset: String = "vonage",
    cluster: PostgresCluster? = nil, configure: (inout WebServer) -> Void = { _ in }, _ body: @Sendable (Door) async throws -> Void
  ) async throws {
    let cluster = if let cluster { cluster } else { try await PostgresCluster.shared() }
    let url = try await cluster.createDatabase()
    let database = Pool(url: url, applicationName: "test", size: 8)
    _ = try await Schema.migrate(database)
    let key = try SecretKey(secretKey)
    let scratch = try ScratchDirectory("door")
    let site = try await Sites(database).add("example.org", settings: SiteSettings(sender: "news@example.org"), sandbox: scratch.path)
    let gateway = try await addGateway(preset, to: site, key, database)

    let log = RecordedLog()
    let (addresses, isListening) = AsyncStream<String>.makeStream()
    let tests = tests(url, key, scratch.path, log.logger)
    var server = WebServer(
      listen: ListenAddress(host: "127.0.0.1", port: 0), proxies: proxies, database: database,
      publicURL: try PublicURL(publicURL), callbacks: Callbacks(database, secretKey: key, log: log.logger),
      tests: tests,
      admin: Admin(
        database, secretKey: key, publicURL: try PublicURL(publicURL), sandbox: scratch.path, tests: tests,
        operations: Operations(database, log: log.logger), log: log.logger
      ) { _ in },
      log: log.logger
    ) { isListening.yield($0) }
    configure(&server)
    let group = ServiceGroup(services: [server], logger: log.logger)
    let running = Task { try await group.run() }
    var iterator = addresses.makeAsyncIterator()
    let address = try #require(await iterator.next())
    let door = Door(
      database: database, cluster: cluster, gateway: gateway, tokens: ReceiptTokens(secretKey: key),
      port: try #require(address.split(separator: ":").last.flatMap { Int($0) }), log: log, group: group)
    let result: Result<Void, any Error>
    do { result = .success(try await body(door)) } catch { result = .failure(error) }
    await door.shutDown()
    try await running.value
    await database.close()
    try result.get()
  }

  /// Has the server end what it has begun.
  func shutDown() async { await group.triggerGracefulShutdown() }

  private static func tests(_ url: String, _ key: SecretKey, _ folder: String, _ log: Logger) -> TransportTests {
    TransportTests(secretKey: key) {
      let database = Pool(url: url, applicationName: "test worker", size: 6, settings: Worker.databaseSettings)
      return Worker(try await WorkerContext(database: database, secretKey: key, stateDirectory: folder, redirect: nil, log: log))
    }
  }

  private static func addGateway(_ preset: String, to site: Site, _ key: SecretKey, _ database: Pool) async throws -> Int32 {
    let accounts = [
      "twilio": (#"{"account_sid": "AC0123456789abcdef0123456789abcdef", "from": "+33612345678"}"#, #"{"auth_token": "12345"}"#),
      "vonage": (#"{"api_key": "k", "from": "Envoi"}"#, #"{"api_secret": "s"}"#),
    ]
    let (settings, secrets) = try #require(accounts[preset])
    let sealed = try key.seal(Secret(secrets), purpose: SiteTransport.purpose(site: site.domain, name: preset))
    let id = try await database.withConnection { connection in
      try await connection.row(
        """
        INSERT INTO envoi.transport (site_id, name, channel, kind, url, gateway, settings, password)
        VALUES (\(site.id), \(preset), 'sms', 'gateway', 'https://gateway.test', \(preset), \(settings)::jsonb, \(sealed)) RETURNING id
        """, as: Int32.self)
    }
    return try #require(id)
  }
}
