internal import Postgres

extension Queue {
  /// Sends rows again, as `UPDATE envoi.queue SET status = 'pending'` does: those in `error`. Those that are `sent` or `delivered` only
  /// where ids or the states themselves are named, for their recipients get the mail twice.
  ///
  /// - Parameter actor: who wants it, for the events.
  /// - Returns: how many.
  /// - Throws: when ids are named of which one is being sent.
  public func requeue(_ filter: QueueFilter, actor: String) async throws -> Int {
    try await run(QueueChange.requeue(filter, actor: actor))
  }

  /// Ends rows that wait: `pending`, and `error` with another try to come.
  ///
  /// - Throws: when ids are named of which one is being sent.
  public func cancel(_ filter: QueueFilter, actor: String) async throws -> Int {
    try await run(QueueChange.cancel(filter, actor: actor))
  }

  /// By state, what `requeue` would change: exact, so it takes its time where there are millions.
  public func requeueable(_ filter: QueueFilter) async throws -> [QueueStatus: Int] { try await exactly(.requeue(filter, actor: "")) }

  /// By state, what `cancel` would change; see `requeueable`.
  public func cancellable(_ filter: QueueFilter) async throws -> [QueueStatus: Int] { try await exactly(.cancel(filter, actor: "")) }

  private func exactly(_ change: QueueChange?) async throws -> [QueueStatus: Int] {
    guard let change else { return [:] }
    return try await counts("\(sql: change.filter.condition) AND \(sql: change.condition) AND q.status <> 'sending'")
  }

  /// What it would change, by state: quick at any size.
  func count(_ change: QueueChange?) async throws -> [QueueStatus: Count] {
    guard let change else { return [:] }
    return try await count(change.filter, in: change.filter.statuses.filter { $0 != .sending }, also: change.condition)
      .filter { $0.value != .exact(0) }
  }

  private func run(_ change: QueueChange?) async throws -> Int {
    guard let change else { return 0 }
    var (total, last) = (0, 0)
    while case let changed = try await search(change.filter, { try await change.apply(after: last, $0, on: $1) }), let end = changed.last {
      total += changed.count
      last = end
    }
    if total > 0 { try await wakeWorkers() }
    return total
  }

  func wakeWorkers() async throws {
    try await database.withConnection { _ = try await $0.execute("SELECT pg_notify('envoi_queue', '')") }
  }
}
