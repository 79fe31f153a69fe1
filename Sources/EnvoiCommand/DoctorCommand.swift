import ArgumentParser
import Envoi

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Say what is wrong, and what to do.",
    discussion: """
      A line for each: nobody sends what is due, a site or its transport is off, paused or missing, the database is a copy, clocks differ, a \
      transaction is open for long, partitions run out. It says nothing and exits with 0 where all is well, else with 1: made for cron.
      """)

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let findings = try await Doctor(options.database(options.settings())).findings()
    for finding in findings { print(finding) }
    if !findings.isEmpty { throw ExitCode(1) }
  }
}
