internal import Logging
internal import Postgres
internal import Synchronization

/// What this process owes the database: intents and outcomes go into the journal at once, on the thread that has them, and outcomes into
/// the database in batches.
final class Ledger: Sendable {
  private struct State {
    var outboxes: [ObjectIdentifier: Outbox] = [:]
    /// Leases by their tokens, and their rows without an outcome in the database (nil while the claim is under way).
    var leases: [Int: (lease: Lease, rows: Int?)] = [:]
    /// Outcomes on their way into the database.
    var writing: [Settlement] = []
    var isClosed = false
    var failure: JournalError?
  }

  /// How long outcomes are gathered before they are written.
  private static let linger = Duration.milliseconds(40)
  private static let journalLimit = 8 << 20
  /// More outcomes than the database takes: nothing is claimed before it has them.
  private static let backlogLimit = 20_000

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

  var isBehind: Bool { state.withLock { $0.writing.count > Self.backlogLimit } }

  // MARK: Leases

  /// Before the claim is sent: whatever the token holds later is this process's.
  func willClaim(_ lease: Lease) throws(JournalError) {
    let failure = state.withLock { state -> JournalError? in
      var line = CopyText()
      Journal.claim(lease.token, into: &line)
      do throws(JournalError) { try journal.append(line) } catch {
        state.failure = error
        return error
      }
      state.leases[lease.token] = (lease, nil)
      return nil
    }
    if let failure { throw failure }
  }

  func claimed(_ lease: Lease, rows: Int) {
    state.withLock { $0.leases[lease.token] = rows > 0 ? (lease, rows) : nil }
  }

  /// Extends the leases that have rows without an outcome and whose time is a third over.
  func extendLeases() async throws {
    let due = state.withLock { $0.leases.values.map(\.lease).filter(\.isToBeExtended) }
    guard !due.isEmpty else { return }
    let start = ContinuousClock.now
    _ = try await database.withConnection { try await Self.extend(due.map(\.token), on: $0) }
    for lease in due { lease.extend(from: start) }
  }

  /// queue_lease has only the leased rows; the tokens are looked for among them. SKIP LOCKED: a row whose outcome is being written needs
  /// its lease no more, and waiting for one while holding others would be a deadlock with the outcomes.
  static func extend(_ tokens: [Int], on connection: Connection) async throws -> Int {
    try await connection.execute(
      """
      UPDATE envoi.queue SET lease_until = now() + \(Lease.seconds) * interval '1 second'
      WHERE id = ANY(ARRAY(SELECT id FROM envoi.queue WHERE token IS NOT NULL AND token = ANY(\(tokens)) FOR UPDATE SKIP LOCKED))
      """)
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
    // A lease that is still held was claimed and came to nothing: whoever replays the journal gives it back.
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
    let owned = try await database.retryingLosses(log) { try await Finish.apply(batch, on: $0) }
    if owned < batch.count {
      log.warning("outcomes came after their leases had lapsed, or were written already", metadata: ["rows": "\(batch.count - owned)"])
    }
    state.withLock { state in
      state.writing = []
      for settlement in batch {
        guard let rows = state.leases[settlement.token]?.rows else { continue }
        if rows > 1 { state.leases[settlement.token]?.rows = rows - 1 } else { state.leases[settlement.token] = nil }
      }
      compactJournal(state)
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
