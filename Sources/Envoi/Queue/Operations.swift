internal import Foundation
public import Logging
public import Postgres

/// Changes of one row, of a selection or of all that a filter finds, which can be taken back for ten seconds.
public struct Operations: Sendable {
  public typealias Kind = Operation.Kind

  /// How long a change can be taken back.
  static let grace = 10.0

  let queue: Queue
  private let log: Logger
  /// Has `run` look what is due.
  private let wakeups: AsyncStream<Void>
  private let wakeup: AsyncStream<Void>.Continuation
  private var database: Pool { queue.database }

  public init(_ database: Pool, log: Logger) {
    queue = Queue(database)
    self.log = log
    (wakeups, wakeup) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// What it would change, by state.
  public func count(_ kind: Kind, _ filter: QueueFilter) async throws -> [QueueStatus: Count] {
    try await queue.count(kind.change(filter, actor: ""))
  }

  /// Notes a requeue, to be carried out in ten seconds; cancels at once. Rows that come later are not meant.
  ///
  /// - Parameters:
  ///   - user: who can take it back.
  ///   - actor: for the rows' events.
  public func begin(_ kind: Kind, _ filter: QueueFilter, user: Int32, actor: String) async throws -> Operation {
    let rows = kind == .requeue ? try await count(kind, filter).values.reduce(0) { $0 + $1.number } : 0
    let id = try await database.withConnection { connection in
      var filter = filter
      let last = try await connection.row("SELECT id FROM envoi.queue ORDER BY id DESC LIMIT 1", as: Int.self) ?? 0
      filter.highest = min(filter.highest ?? last, last)
      let json = try filter.json()
      return try await connection.row(
        """
        INSERT INTO envoi.operation (user_id, kind, actor, filter, rows, until)
        VALUES (\(user), \(kind.rawValue), \(actor), \(json)::jsonb, \(rows), clock_timestamp() + \(Self.grace) * interval '1 second') RETURNING id
        """, as: Int.self) ?? 0
    }
    // Of a process that dies here another goes on with it.
    if kind == .cancel {
      do { try await carryOut(id) } catch {
        try await database.withConnection { _ = try await $0.execute("DELETE FROM envoi.operation WHERE id = \(id) AND done_to = 0") }
        throw error
      }
    }
    wakeup.yield()
    return try await find("id = \(id)").first ?? Operation(id: id, kind: kind, rows: rows, secondsLeft: 0)
  }

  /// Those of a user that can still be taken back.
  public func open(user: Int32) async throws -> [Operation] {
    try await find("user_id = \(user) AND until > clock_timestamp() AND (kind = 'requeue' OR done_to IS NULL) ORDER BY id")
  }

  /// Takes a change back.
  ///
  /// - Returns: how many rows it was about; nil when it is too late, or not this user's.
  public func undo(_ id: Int, user: Int32, note: AuditNote? = nil) async throws -> Int? {
    try await database.withTransaction { connection in
      let taken = try await connection.row(
        """
        DELETE FROM envoi.operation
        WHERE id = \(id) AND user_id = \(user) AND until > clock_timestamp() AND CASE kind WHEN 'requeue' THEN done_to = 0 ELSE done_to IS NULL END
        RETURNING kind, rows, filter::text, actor
        """, as: (String, Int32, String, String).self)
      guard let (kind, rows, json, actor) = taken else { return nil }
      let count =
        kind == Kind.cancel.rawValue
        ? try await Cancellation(id: id, filter: QueueFilter(json: json), actor: actor).takeBack(on: connection) : Int(rows)
      try await note?.write(subject: "operation \(id)", site: nil, adding: ["rows": "\(count)"], on: connection)
      return count
    }
  }

  /// Carries out what is due, until cancelled; first what a process left that died. Asks the database only then and when one has begun.
  public func run() async throws {
    await withDiscardingTaskGroup { group in
      wakeup.yield()
      for await _ in wakeups {
        var next: Double?
        do { next = try await carryOutDue() } catch {
          guard !Task.isCancelled else { break }
          log.warning("operations could not be carried out, trying again", metadata: ["error": "\(error)"])
          next = Self.grace
        }
        if let next {
          group.addTask {
            try? await Task.sleep(for: .seconds(max(0.2, next)))
            self.wakeup.yield()
          }
        }
      }
      group.cancelAll()
    }
  }

  /// - Returns: seconds until the next is due; nil when there is none.
  func carryOutDue() async throws -> Double? {
    let due: SQL = "SELECT id FROM envoi.operation WHERE until <= clock_timestamp() ORDER BY until, id"
    var failure: (any Error)?
    for id in try await database.withConnection({ try await $0.rows(due, as: Int.self) }) {
      // None holds up the ones behind it.
      do { try await carryOut(id) } catch {
        log.warning("an operation failed", metadata: ["operation": "\(id)", "error": "\(error)"])
        switch error {
        // It would fail for ever.
        case is InvalidInput: try await forget(id)
        case let error as PostgresError where error.isAboutData: try await forget(id)
        default: failure = error
        }
      }
    }
    if let failure { throw failure }
    return try await database.withConnection { connection in
      try await connection.row(
        "SELECT extract(epoch FROM min(until) - clock_timestamp())::float8 FROM envoi.operation", as: Double?.self) ?? nil
    }
  }

  private func forget(_ id: Int) async throws {
    try await database.withConnection { _ = try await $0.execute("DELETE FROM envoi.operation WHERE id = \(id)") }
  }

  /// Goes on where it stands, and deletes it when its time is over. A batch and the note of it are one transaction; who finds it in work
  /// elsewhere leaves it.
  private func carryOut(_ id: Int) async throws {
    while try await database.withTransaction({ connection in try await step(id, on: connection) }) {}
  }

  /// - Returns: whether there is more to do.
  private func step(_ id: Int, on connection: Connection) async throws -> Bool {
    let found = try await connection.row(
      """
      SELECT kind, filter::text, actor, done_to, until <= clock_timestamp(), until - \(Self.grace) * interval '1 second'
      FROM envoi.operation WHERE id = \(id) FOR UPDATE SKIP LOCKED
      """, as: (String, String, String, Int?, Bool, Timestamp).self)
    guard let (word, json, actor, doneTo, isOver, begun) = found, let kind = Kind(rawValue: word) else { return false }
    guard let doneTo else {
      if isOver { try await connection.execute("DELETE FROM envoi.operation WHERE id = \(id)") }
      return false
    }
    guard kind == .cancel || isOver else { return false }
    let filter = try QueueFilter(json: json)
    let change = kind.change(filter, actor: kind == .cancel ? Cancellation.actor(actor, id) : actor, begun: begun)
    try await Queue.preparePlanner(on: connection)
    var changed: [QueueChange.Row] = []
    if let change { changed = try await change.apply(after: doneTo, RowSearch(change.filter, on: connection), on: connection) }
    guard let last = changed.last?.id else {
      // From now on a cancellation can be taken back; a requeue is over.
      let end: SQL =
        kind == .cancel
        ? "UPDATE envoi.operation SET done_to = NULL, until = clock_timestamp() + \(Self.grace) * interval '1 second' WHERE id = \(id)"
        : "DELETE FROM envoi.operation WHERE id = \(id)"
      try await connection.execute(end)
      return false
    }
    let count: SQL = kind == .cancel ? "rows + \(Int32(changed.count))" : "rows"
    try await connection.execute("UPDATE envoi.operation SET done_to = \(last), rows = \(sql: count) WHERE id = \(id)")
    return true
  }

  private func find(_ condition: SQL) async throws -> [Operation] {
    try await database.withConnection { connection in
      let rows = try await connection.rows(
        """
        SELECT id, kind, rows, greatest(0, extract(epoch FROM until - clock_timestamp()))::float8 FROM envoi.operation WHERE \(sql: condition)
        """, as: (Int, String, Int32, Double).self)
      return rows.compactMap { row in
        Kind(rawValue: row.1).map { Operation(id: row.0, kind: $0, rows: Int(row.2), secondsLeft: row.3) }
      }
    }
  }
}

extension Operation.Kind {
  /// - Parameter begun: when it was asked for: what was sent since then nobody has chosen.
  func change(_ filter: QueueFilter, actor: String, begun: Timestamp = .infinity) -> QueueChange? {
    // What is being sent by now stays as it is, and holds up none of the others.
    let allowed: [QueueStatus] = self == .requeue ? [.error, .sent, .delivered] : [.pending, .error]
    guard let rest = filter.ids == nil ? filter : filter.limited(to: allowed) else { return nil }
    return self == .requeue ? .requeue(rest, actor: actor, sentBefore: begun) : .cancel(rest, actor: actor)
  }
}
