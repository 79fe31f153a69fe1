internal import Postgres

extension Queue {
  /// Rows of one transaction: whoever waits for one of them does not wait for a million.
  private static let batch = 10_000

  /// Sends rows again, as `UPDATE envoi.queue SET status = 'pending'` does: those in `error`. Those that are `sent` or `delivered` only
  /// where ids or the states themselves are named, for their recipients get the mail twice.
  ///
  /// - Parameter actor: who wants it, for the events.
  /// - Returns: how many.
  /// - Throws: when ids are named of which one is being sent.
  public func requeue(_ filter: QueueFilter, actor: String) async throws -> Int {
    try await change("SET status = 'pending'", Self.requeueable(filter), actor: actor)
  }

  /// Ends rows that wait: `pending`, and `error` with another try to come.
  public func cancel(_ filter: QueueFilter, actor: String) async throws -> Int {
    let pending = try await change("SET status = 'error', reason = 'cancelled'", Self.cancellable(filter), actor: actor)
    return try await pending
      + change(
        "SET reason = 'cancelled', retry_at = NULL", "\(sql: filter.condition) AND q.retry_at IS NOT NULL", actor: actor, event: "cancelled"
      )
  }

  /// By state, what `requeue` would change.
  public func requeueable(_ filter: QueueFilter) async throws -> [QueueStatus: Int] {
    try await counts("\(sql: Self.requeueable(filter)) AND q.status <> 'sending'")
  }

  /// By state, what `cancel` would change.
  public func cancellable(_ filter: QueueFilter) async throws -> [QueueStatus: Int] {
    try await counts("\(sql: filter.condition) AND (q.status = 'pending' OR q.retry_at IS NOT NULL)")
  }

  private static func requeueable(_ filter: QueueFilter) -> SQL {
    switch (filter.ids, filter.statuses) {
    // A row that is named and being sent is refused by the trigger, with the time its lease ends.
    case (.some, _): "\(sql: filter.condition) AND q.status IN ('error', 'sent', 'delivered', 'sending')"
    case (nil, []): "\(sql: filter.condition) AND q.status = 'error'"
    case (nil, _): "\(sql: filter.condition) AND q.status IN ('error', 'sent', 'delivered')"
    }
  }

  private static func cancellable(_ filter: QueueFilter) -> SQL {
    filter.ids == nil
      ? "\(sql: filter.condition) AND q.status = 'pending'" : "\(sql: filter.condition) AND q.status IN ('pending', 'sending')"
  }

  /// Walks by id, so that no row is looked at twice although those that were changed may match no more.
  private func change(_ assignment: SQL, _ condition: SQL, actor: String, event: String? = nil) async throws -> Int {
    var total = 0
    var last = 0
    while true {
      let from = last
      let changed = try await database.withTransaction { connection in
        try await connection.execute("SELECT set_config('envoi.actor', \(actor), true)")
        return try await connection.rows(
          """
          WITH changed AS (
            UPDATE envoi.queue q \(sql: assignment)
            WHERE q.id = ANY(ARRAY(
              SELECT q.id FROM envoi.queue q WHERE q.id > \(from) AND \(sql: condition) ORDER BY q.id LIMIT \(Self.batch) FOR UPDATE))
            RETURNING q.id, q.generation, q.reply_code, q.reply
          ), noted AS (
            INSERT INTO envoi.queue_event (queue_id, kind, generation, reply_code, reply, actor)
            SELECT id, \(event), generation, reply_code, reply, \(actor) FROM changed WHERE \(event)::text IS NOT NULL
          )
          SELECT id FROM changed ORDER BY id
          """, as: Int.self)
      }
      guard let end = changed.last else { break }
      total += changed.count
      last = end
    }
    if total > 0 {
      try await database.withConnection { _ = try await $0.execute("SELECT pg_notify('envoi_queue', '')") }
    }
    return total
  }
}
