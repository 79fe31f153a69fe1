import ArgumentParser
import Envoi
import Foundation
import Logging
import Postgres

struct SendQueue: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send-queue", abstract: "Send what is pending and due, of one site or of all. For cron, every 2 minutes.",
    discussion: "Prints a line for each site that had work, and nothing when there was none.",
    aliases: ["send_queue", "EmailQueue/send_queue"])

  @OptionGroup var options: GlobalOptions
  @Argument(help: "Only this site.") var domain: String?

  func run() async throws { try await Pass.run(.send, domain, options) }
}

struct RetryQueue: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry-queue", abstract: "Send again what was refused and is due for another try. For cron, every 5 minutes.",
    discussion: "Prints a line for each site that had work, and nothing when there was none.",
    aliases: ["retry_queue", "EmailQueue/retry_queue"])

  @OptionGroup var options: GlobalOptions
  @Argument(help: "Only this site.") var domain: String?

  func run() async throws { try await Pass.run(.retry, domain, options) }
}

/// One pass over the queue, and what is said about it.
private enum Pass {
  static func run(_ pass: Worker.Pass, _ domain: String?, _ options: GlobalOptions) async throws {
    let settings = try options.settings()
    let worker = try await options.worker(settings, logLevel: .warning)
    let database = try await options.database(settings)
    let sites = try await domain.asyncMap { [try await Sites(database).find($0)] }
    // Only for the bar: a count takes its time where there are millions.
    let total = Terminal.isInteractive ? try await worker.due(pass, sites: sites) : 0
    let reports = try await StopSignals.running(worker) {
      try await worker.run(pass, sites: sites) { reports in
        let done = reports.reduce(0) { $0 + $1.sent + $1.errors }
        Terminal.status(Terminal.bar(done, of: max(total, done)))
      }
    }
    if !reports.isEmpty { Terminal.endStatus() }
    for report in reports where report.hadWork {
      print(line(report))
      if let trouble = report.trouble { Terminal.complain("\(report.site): \(trouble)") }
    }
    if reports.contains(where: { $0.trouble != nil && $0.left > 0 }) { throw ExitCode(Failure.rowsLeft) }
    guard let site = sites?.first, !site.isEnabled, case let left = try await Queue(database).due(pass, of: site), left > 0 else { return }
    Terminal.complain(
      "\(site.domain): sending is disabled, \(Terminal.count(left, "row")) left: envoi site set \(site.domain) --enable-sending")
    throw ExitCode(Failure.rowsLeft)
  }

  /// `example.org: 120 sent, 3 error (2 retried from 14:05), 0 left, 1.4 s`.
  static func line(_ report: LaneReport) -> String {
    var errors = "\(report.errors) error"
    if let from = report.retryFrom {
      errors += " (\(report.retried) retried from \(from.clock))"
    }
    let seconds = Double(report.duration.components.seconds) + Double(report.duration.components.attoseconds) / 1e18
    return "\(report.site): \(report.sent) sent, \(errors), \(report.left) left, \(String(format: "%.1f", seconds)) s"
  }
}

extension Optional {
  func asyncMap<Value>(_ transform: (Wrapped) async throws -> Value) async throws -> Value? {
    guard let self else { return nil }
    return try await transform(self)
  }
}
