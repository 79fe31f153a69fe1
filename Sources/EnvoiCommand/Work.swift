import ArgumentParser
import Envoi
import Logging

struct Work: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Send and retry for ever: woken by a notification, looking once a second.",
    discussion: "SIGTERM finishes what is under way (30 s at most), a second one ends at once.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "Only these sites.") var domains: [String] = []

  func run() async throws {
    let worker = try await options.worker(options.settings(), logLevel: .info)
    try await StopSignals.running(worker) { try await worker.runForever(domains: domains) }
  }
}
