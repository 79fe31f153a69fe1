import ArgumentParser
import Envoi
import Postgres

struct Migrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Create the schema, or upgrade it; safe to run again.")

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let database = Pool(url: try options.settings().databaseURL, applicationName: "envoi", size: 2)
    let applied = try await Schema.migrate(database)
    for migration in applied { print("applied \(migration.version) \(migration.name)") }
    if applied.isEmpty { print("the schema is up to date") }
    let missing = try await Schema.missingGrants(database)
    guard !missing.isEmpty else { return }
    print("\nApplications that call envoi.enqueue need the role envoi_app. An administrator of the server has to run in this database:\n")
    for statement in missing { print("  \(statement)") }
  }
}
