import ArgumentParser
import Envoi
import Foundation
import Logging
import Postgres

/// What every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("File of KEY=value settings; the environment goes before it.", valueName: "file"))
  var config: String?

  func settings() throws -> Settings { try Settings(file: config) }

  /// The database, in the version that this program knows.
  func database(_ settings: Settings) async throws -> Pool {
    let database = Pool(url: settings.databaseURL, applicationName: "envoi", size: 4)
    try await Schema.check(database)
    return database
  }

  /// What a worker needs: the database with the planner held still, on connections of their own.
  func worker(_ settings: Settings, logLevel: Logger.Level) async throws -> Worker {
    let database = Pool(url: settings.databaseURL, applicationName: "envoi worker", size: 6, settings: Worker.databaseSettings)
    try await Schema.check(database)
    return Worker(
      try await WorkerContext(
        database: database, secretKey: settings.secretKey, stateDirectory: settings.stateDirectory, redirect: settings.redirect,
        publicURL: settings.publicURL, log: settings.log(default: logLevel)))
  }
}

/// A site by its domain; without one the only one there is.
struct SiteOption: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The site; not needed while there is one.", valueName: "domain"))
  var site: String?
}
