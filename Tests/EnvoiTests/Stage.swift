import Foundation
import Logging
import MessageFormat
import Postgres
import Support
import Testing

@testable import Envoi

/// A migrated database with the site example.org, whose mail goes into a Maildir, and a folder for journals. The trait `.staged` makes
/// one for each test.
struct Stage: Sendable {
  @TaskLocal static var bound: Stage?

  let url: String
  let folder: ScratchDirectory
  /// As commands use it.
  let database: Pool
  /// With the planner held still, as workers use it.
  let workers: Pool
  let site: Site
  let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  static var current: Stage {
    get throws { try #require(bound, "the test has no trait .staged") }
  }

  /// - Parameter cluster: one that the test may crash; the shared one when nil.
  static func build(on cluster: PostgresCluster? = nil) async throws -> Stage {
    let cluster = if let cluster { cluster } else { try await PostgresCluster.shared() }
    let url = try await cluster.createDatabase()
    let database = Pool(url: url, applicationName: "test", size: 6)
    _ = try await Schema.migrate(database)
    let folder = try ScratchDirectory("stage")
    let site = try await Sites(database).add("example.org", settings: SiteSettings(sender: "News <news@example.org>"), sandbox: folder.path)
    return Stage(
      url: url, folder: folder, database: database,
      workers: Pool(url: url, applicationName: "test worker", size: 6, settings: Worker.databaseSettings), site: site)
  }

  func strike() async {
    await database.close()
    await workers.close()
  }

  var journals: String { folder.file("journal").path }

  /// Another site, with a Maildir of its own.
  func addSite(_ domain: String, onDoubt: OnDoubt = .resend) async throws -> Site {
    try await Sites(database).add(
      domain, settings: SiteSettings(sender: "news@\(domain)", onDoubt: onDoubt), sandbox: folder.path)
  }

  func door() async throws -> Door { try await Door(database, site: site) }

  func worker(secretKey: SecretKey? = nil, redirect: EmailAddress? = nil, publicURL: PublicURL? = nil) async throws -> Worker {
    Worker(
      try await WorkerContext(
        database: workers, secretKey: secretKey, stateDirectory: folder.path, redirect: redirect, publicURL: publicURL, log: log))
  }

  /// The mails in a site's Maildir.
  func mails(of site: Site? = nil) throws -> [String] {
    let folder = folder.file("\((site ?? self.site).domain)/new")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return try names.map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
  }
}
