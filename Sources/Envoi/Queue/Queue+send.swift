internal import Postgres

extension Queue {
  /// Has what is due on a site sent now: tells the workers that run for ever.
  ///
  /// - Returns: whether there is one. Where there is none, as with cron alone, run a pass: `Worker(context).run(.send, sites: [site])`.
  public func sendNow(site: Site) async throws -> Bool {
    try await database.withConnection { connection in
      try await Self.announceChange(of: [site.id], on: connection)
      return try await WorkerPresence.listens(to: site, on: connection)
    }
  }
}
