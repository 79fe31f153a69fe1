import ArgumentParser
import Envoi

struct Adopt: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take over a restored or copied database: until then nothing is sent from it.",
    discussion: "Say it only when the database that this one was made from no longer sends: otherwise both send the same rows.")

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let installation = try await Installation.adopt(
      options.database(options.settings()), note: AuditNote("installation.adopt", by: .at("adopt")))
    print("adopted: \(installation.databaseName)@\(installation.systemIdentifier) sends from now on")
  }
}
