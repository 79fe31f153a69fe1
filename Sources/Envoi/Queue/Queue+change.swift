internal import Postgres

extension Queue {
  /// Requeues or cancels what a filter finds, and says so in the audit of each site.
  ///
  /// Requeueing does what `UPDATE envoi.queue SET status = 'pending'` does, with rows in `error`: those that are `sent` or `delivered` only
  /// where ids or the states themselves are named, for their recipients get the mail twice. Cancelling ends rows that wait: `pending`, and
  /// `error` with another try to come.
  ///
  /// - Parameter actor: who wants it, also for the events.
  /// - Returns: how many rows.
  /// - Throws: when ids are named of which one is being sent.
  public func change(_ kind: Operation.Kind, _ filter: QueueFilter, by actor: Actor) async throws -> Int {
    try await run(change(kind, filter, actor.name), audit: QueueAudit(kind, filter, by: actor))
  }

  /// By state, what `change` would change: quick at any size, see ``Count``.
  public func count(_ kind: Operation.Kind, _ filter: QueueFilter) async throws -> [QueueStatus: Count] {
    try await count(change(kind, filter, ""))
  }

  func requeue(_ filter: QueueFilter, actor: String) async throws -> Int { try await run(.requeue(filter, actor: actor)) }

  func cancel(_ filter: QueueFilter, actor: String) async throws -> Int { try await run(.cancel(filter, actor: actor)) }

  private func change(_ kind: Operation.Kind, _ filter: QueueFilter, _ actor: String) -> QueueChange? {
    kind == .requeue ? .requeue(filter, actor: actor) : .cancel(filter, actor: actor)
  }

  /// What it would change, by state: quick at any size.
  func count(_ change: QueueChange?) async throws -> [QueueStatus: Count] {
    guard let change else { return [:] }
    return try await count(change.filter, in: change.filter.statuses.filter { $0 != .sending }, also: change.condition)
      .filter { $0.value != .exact(0) }
  }

  private func run(_ change: QueueChange?, audit: QueueAudit? = nil) async throws -> Int {
    guard let change else { return 0 }
    var (total, last, audit) = (0, 0, audit)
    while true {
      let changed = try await search(change.filter) { search, connection in
        let changed = try await change.apply(after: last, search, on: connection)
        try await audit?.add(changed, on: connection)
        return changed
      }
      guard let end = changed.last?.id else { break }
      total += changed.count
      last = end
    }
    return total
  }

  /// Has workers look at all that is due on these sites, and open pages at their rows: at the commit.
  static func announceChange(of sites: Set<Int32>, on connection: Connection) async throws {
    try await connection.execute("SELECT pg_notify('envoi_queue', site || ' *') FROM unnest(\(sites.sorted())) AS u (site)")
  }
}
