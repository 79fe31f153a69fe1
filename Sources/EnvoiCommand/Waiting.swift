import ArgumentParser
import Envoi
import Foundation
import Postgres

/// `send --wait`: prints what becomes of rows until each has ended: sent, or an error that is not tried again.
struct Waiting {
  private static let patience = Duration.seconds(5)

  let database: Pool
  let ids: [Int]

  /// - Throws: exit 1 when one ended in `error`.
  func run() async throws {
    let queue = Queue(database)
    var said: [Int: String] = [:]
    var open = Set(ids)
    var hasFailed = false
    let start = ContinuousClock.now
    var hasHinted = false
    while true {
      let rows = try await queue.rows(ids: open.sorted())
      for row in rows {
        let line = line(row)
        if said.updateValue(line, forKey: row.id) != line { say(line) }
        guard [.sent, .delivered].contains(row.status) || row.status == .error && row.retryAt == nil else { continue }
        open.remove(row.id)
        if row.status == .error { hasFailed = true }
      }
      for id in open.subtracting(rows.map(\.id)) {
        say("\(id) is no longer there")
        open.remove(id)
        hasFailed = true
      }
      guard let first = open.min() else { break }
      if !hasHinted, start.duration(to: .now) > Self.patience, rows.first(where: { $0.id == first })?.status == .pending {
        hasHinted = true
        for sentence in try await queue.explain(first) { Terminal.complain("\(first): \(sentence)") }
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    if hasFailed { throw ExitCode(1) }
  }

  private func line(_ row: QueueRow) -> String {
    let reply = RowListing.reply(row).map { ": \($0)" } ?? ""
    let again = row.retryAt.map { ", tried again at \($0.date.clock)" } ?? ""
    return "\(row.id) \(RowListing.state(row))\(reply.visible)\(again)"
  }

  /// Seen when it happens, through a pipe too.
  private func say(_ line: String) {
    print(line)
    fflush(nil)
  }
}
