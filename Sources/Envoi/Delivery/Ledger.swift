internal import Logging
internal import Postgres
internal import Synchronization

/// What this process owes the database: intents and outcomes go into the journal at once, on the thread that has them, and outcomes into
/// the database in batches.
final class Ledger: Sendable {
  private enum Use: Equatable {
    case claiming
    /// Rows without an outcome in the database.
    case rows(Int)
    /// The claim's answer was lost: the server may make it all the same, even now.
    case lost(since: ContinuousClock.Instant)
  }
  private struct State {
    var outboxes: [ObjectIdentifier: Outbox] = [:]
    /// By token, while rows have it and no outcome in the database.
    var leases: [Int: (lease: Lease, use: Use)] = [:]
    /// Outcomes on their way into the database.
    var writing: [Settlement] = []
    var isClosed = false
    var failure: JournalError?
  }

  /// How long outcomes are gathered before they are written.
  private static let linger = Duration.milliseconds(40)
  private static let journalLimit = 8 << 20
  /// Rows that are claimed and have no outcome in the database: more are not claimed.
  private static let backlogLimit = 20_000
  /// A server gives up a connection that was cut within this time, and with it what it was doing for it.
  private static let lossLimit = Duration.seconds(60)

  private let state = Mutex(State())
  private let journal: Journal
  private let database: Pool
  private let log: Logger
  private let arrivals: AsyncStream<Void>
  private let arrived: AsyncStream<Void>.Continuation

  init(_ database: Pool, journal: Journal, log: Logger) {
    self.journal = journal
    self.database = database
    self.log = log
    (arrivals, arrived) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Why the journal cannot be written any more; nil while it can.
  var failure: JournalError? { state.withLock { $0.failure } }

  var isBehind: Bool {
    let rows = state.withLock { $0.leases.values.reduce(0) { if case .rows(let rows) = $1.use { $0 + rows } else { $0 } } }
    return rows > Self.backlogLimit
  }

  // MARK: Leases

  /// Claims under a new lease, and under another one where the database is lost meanwhile.
  ///
  /// - Parameter claim: returns its value, and how many rows have the lease.
  nonisolated(nonsending) func claiming<Value>(_ claim: (Connection, Lease) async throws -> (Value, rows: Int)) async throws -> Value {
    try await Pool.retryingLosses(log) {
      try await giveBackLost()
      let lease = Lease()
      try willClaim(lease)
      do {
        let (value, rows) = try await database.withConnection { try await claim($0, lease) }
        state.withLock { $0.leases[lease.token] = rows > 0 ? (lease, .rows(rows)) : nil }
        return value
      } catch {
        state.withLock { $0.leases[lease.token] = (lease, .lost(since: .now)) }
        throw error
      }
    }
  }

  /// Gives back what claims got whose answers were lost.
  func giveBackLost() async throws {
    let lost = state.withLock { $0.leases.filter { if case .lost = $1.use { true } else { false } } }
    guard !lost.isEmpty else { return }
    let looked = ContinuousClock.now
    _ = try await database.withConnection { connection in
      try await connection.execute(
        """
        UPDATE envoi.queue SET status = 'pending', token = NULL, lease_until = NULL
        WHERE \(sql: Lease.isAnywhere) AND token = ANY(\(Array(lost.keys)))
        """)
    }
    state.withLock { state in
      for case (let token, (_, .lost(let since))) in lost where since.duration(to: looked) > Self.lossLimit { state.leases[token] = nil }
    }
  }

  /// Before the claim is sent: whatever the token holds later is this process's.
  private func willClaim(_ lease: Lease) throws(JournalError) {
    let failure = state.withLock { state -> JournalError? in
      var line = CopyText()
      Journal.claim(lease.token, into: &line)
      do throws(JournalError) { try journal.append(line) } catch {
        state.failure = error
        return error
      }
      state.leases[lease.token] = (lease, .claiming)
      return nil
    }
    if let failure { throw failure }
  }

  /// Extends the leases that have rows without an outcome and whose time is a third over.
  func extendLeases() async throws {
    let due = state.withLock { $0.leases.filter { if case .rows = $1.use { $1.lease.isToBeExtended } else { false } } }
    guard !due.isEmpty else { return }
    let start = ContinuousClock.now
    let extended = try await database.withConnection { try await Self.extend(Array(due.keys), on: $0) }
    // Where somebody else has a row locked it is tried again the next second: a lease is as long as that of its first row to lapse.
    for (token, (lease, use)) in due where use == .rows(extended[token] ?? 0) { lease.extend(from: start) }
  }

  /// SKIP LOCKED: a row whose outcome is being written needs its lease no more, and waiting for one while holding others would be a deadlock
  /// with the outcomes.
  ///
  /// - Returns: how many rows of each.
  static func extend(_ tokens: [Int], on connection: Connection) async throws -> [Int: Int] {
    let rows = try await connection.rows(
      """
      UPDATE envoi.queue SET lease_until = now() + \(Lease.seconds) * interval '1 second'
      WHERE id = ANY(ARRAY(SELECT id FROM envoi.queue WHERE \(sql: Lease.isAnywhere) AND token = ANY(\(tokens)) FOR UPDATE SKIP LOCKED))
      RETURNING token
      """, as: Int.self)
    return rows.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  // MARK: Outcomes

  /// A place for the outcomes of one connection, or of whoever else has some.
  func outbox() -> Outbox {
    let outbox = Outbox(journal: journal, filled: { [arrived] in arrived.yield() }, failed: { [weak self] in self?.fail($0) })
    state.withLock { $0.outboxes[ObjectIdentifier(outbox)] = outbox }
    return outbox
  }

  private func fail(_ error: JournalError) { state.withLock { $0.failure = error } }

  /// Writes outcomes until `close`, then the rest, then removes the journal.
  func run() async throws {
    for await _ in arrivals {
      if !state.withLock({ $0.isClosed }) { try await Task.sleep(for: Self.linger) }
      try await flush()
    }
    try await flush()
    // A claim whose answer was lost may be made yet: whoever replays the journal gives it back.
    try await giveBackLost()
    if state.withLock({ $0.leases.isEmpty }) { journal.remove() }
  }

  /// No more outcomes will come.
  func close() {
    state.withLock { $0.isClosed = true }
    arrived.finish()
  }

  private func flush() async throws {
    let batch = state.withLock { state in
      for id in Array(state.outboxes.keys) {
        // Nobody else has it any more: its connection has ended.
        let isLast = isKnownUniquelyReferenced(&state.outboxes[id])
        state.writing += state.outboxes[id]?.empty() ?? []
        if isLast { state.outboxes[id] = nil }
      }
      return state.writing
    }
    guard !batch.isEmpty else { return }
    let owned = try await write(batch)
    if owned < batch.count {
      log.warning("outcomes came after their leases had lapsed, or were written already", metadata: ["rows": "\(batch.count - owned)"])
    }
    state.withLock { state in
      state.writing = []
      for settlement in batch {
        guard case (let lease, .rows(let rows))? = state.leases[settlement.token] else { continue }
        state.leases[settlement.token] = rows > 1 ? (lease, .rows(rows - 1)) : nil
      }
      compactJournal(state)
    }
  }

  /// - Returns: how many rows were still ours.
  private func write(_ batch: [Settlement]) async throws -> Int {
    do {
      return try await database.retryingLosses(log) { try await Finish.apply(batch, on: $0) }
    } catch let error as PostgresError where error.isAboutData {
      // One outcome's words must not hold up all others: each by itself, and that one without them.
      log.error("an outcome could not be stored as it is", metadata: ["error": "\(error)"])
      var owned = 0
      for settlement in batch {
        do {
          owned += try await database.retryingLosses(log) { try await Finish.apply([settlement], on: $0) }
        } catch let error as PostgresError where error.isAboutData {
          var bare = settlement
          (bare.reply, bare.remoteID) = ("the answer cannot be stored", nil)
          owned += try await database.retryingLosses(log) { [bare] in try await Finish.apply([bare], on: $0) }
        }
      }
      return owned
    }
  }

  /// What is settled in the database need not be in the journal any more.
  private func compactJournal(_ state: borrowing State) {
    guard journal.byteCount > Self.journalLimit else { return }
    var lines = CopyText()
    for token in state.leases.keys { Journal.claim(token, into: &lines) }
    Outbox.locking(Array(state.outboxes.values)[...]) { contents in
      for content in contents {
        if let begun = content.begun { Journal.intent(begun.id, begun.token, into: &lines) }
        // Those whose lines were not appended yet stand twice then, which changes nothing.
        for settlement in content.settled { Journal.outcome(settlement, into: &lines) }
      }
      // Where it fails the long one goes on.
      try? journal.rewrite(lines.bytes)
    }
  }
}
