import ArgumentParser
import Envoi
import Foundation
import Postgres

/// `send --wait`: prints what becomes of rows until each has an outcome.
struct Waiting {
  let database: Pool
  let ids: [Int]

  /// - Throws: exit 1 when one ended in `error`.
  func run() async throws {
    var last: [Int: QueueStatus] = [:]
    var hasFailed = false
    var open = Set(ids)
    let start = ContinuousClock.now
    var hasHinted = false
    while !open.isEmpty {
      for row in try await Queue(database).rows(ids: open.sorted()) where last[row.id] != row.status {
        last[row.id] = row.status
        print("\(row.id) \(RowListing.state(row))\(RowListing.reply(row).map { ": \($0)" } ?? "")")
        // Seen when it happens, through a pipe too.
        fflush(nil)
        if [.sent, .delivered, .error].contains(row.status) { open.remove(row.id) }
        if row.status == .error { hasFailed = true }
      }
      if open.isEmpty { break }
      if !hasHinted, start.duration(to: .now) > .seconds(5), last.values.contains(.pending) {
        hasHinted = true
        Terminal.complain("still pending; does a worker run? envoi send-queue sends it now")
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    if hasFailed { throw ExitCode(1) }
  }
}
