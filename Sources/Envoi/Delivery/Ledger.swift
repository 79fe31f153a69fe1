internal import Logging
internal import Postgres
internal import Synchronization

/// What this process owes the database: it notes intents and outcomes in the journal at once, on the thread that has them, and writes
/// outcomes to the database in batches.
final class Ledger: Sendable {
  private struct State {
    var journal: Journal
    /// Outcomes that the database does not have yet.
    var inbox: [Settlement] = []
    /// Rows whose content was begun and whose outcome is not known: id to token.
    var begun: [Int: Int] = [:]
    /// Leases held: token to rows without an outcome in the database (nil while the claim is under way), and when they were last extended.
    var leases: [Int: (rows: Int?, since: ContinuousClock.Instant)] = [:]
    var isClosed = false
    var failure: JournalError?
  }

  static let leaseSeconds = 120
  /// How long outcomes are gathered before they are written.
  private static let linger = Duration.milliseconds(20)
  private static let batch = 1000
  private static let journalLimit = 8 << 20

  private let state: Mutex<State>
  private let database: Pool
  private let log: Logger
  private let arrivals: AsyncStream<Void>
  private let arrived: AsyncStream<Void>.Continuation

  init(_ database: Pool, journal: Journal, log: Logger) {
    state = Mutex(State(journal: journal))
    self.database = database
    self.log = log
    (arrivals, arrived) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Why the journal cannot be written any more; nil while it can.
  var failure: JournalError? { state.withLock { $0.failure } }

  // MARK: Leases

  /// Before the claim is sent: whatever the token holds later is this process's.
  func willClaim(_ token: Int) throws(JournalError) {
    try note {
      Journal.claim(token, into: &$0)
    } then: {
      $0.leases[token] = (nil, .now)
    }
  }

  func claimed(_ token: Int, rows: Int) {
    state.withLock { $0.leases[token] = rows > 0 ? (rows, .now) : nil }
  }

  /// Extends the leases that are still held and older than a third of their span.
  func extendLeases() async throws {
    let due = state.withLock { state in
      state.leases.filter { $0.value.since.duration(to: .now) > .seconds(Self.leaseSeconds / 3) }.map(\.key)
    }
    guard !due.isEmpty else { return }
    _ = try await database.withConnection { try await Self.extend(due, on: $0) }
    state.withLock { state in
      for token in due where state.leases[token] != nil { state.leases[token]?.since = .now }
    }
  }

  /// queue_lease has only the leased rows; the tokens are looked for among them. SKIP LOCKED: a row whose outcome is being written needs
  /// its lease no more, and waiting for one while holding others would be a deadlock with the outcomes.
  static func extend(_ tokens: [Int], on connection: Connection) async throws -> Int {
    try await connection.execute(
      """
      UPDATE envoi.queue SET lease_until = now() + \(leaseSeconds) * interval '1 second'
      WHERE id = ANY(ARRAY(SELECT id FROM envoi.queue WHERE token IS NOT NULL AND token = ANY(\(tokens)) FOR UPDATE SKIP LOCKED))
      """)
  }

  // MARK: On the connections' threads

  /// The intent: the content is about to be written.
  func begins(_ parcel: Parcel) throws(JournalError) {
    try note {
      Journal.intent(parcel.id, parcel.token, into: &$0)
    } then: {
      $0.begun[parcel.id] = parcel.token
    }
  }

  /// The outcome. It is kept even when the journal fails: the database gets it all the same.
  func settle(_ settlement: Settlement) {
    try? note {
      Journal.outcome(settlement, into: &$0)
    } always: { state in
      state.begun[settlement.id] = nil
      state.inbox.append(settlement)
    }
    arrived.yield()
  }

  /// The line and what is remembered change together: the journal may be rewritten from memory at any other moment.
  private func note(
    _ line: (inout CopyText) -> Void, then change: (inout State) -> Void = { _ in }, always: (inout State) -> Void = { _ in }
  ) throws(JournalError) {
    var text = CopyText()
    line(&text)
    let bytes = text.bytes
    let failure = state.withLock { state -> JournalError? in
      defer { always(&state) }
      do throws(JournalError) {
        try state.journal.append(bytes)
        change(&state)
        return nil
      } catch {
        state.failure = error
        return error
      }
    }
    if let failure { throw failure }
  }

  // MARK: To the database

  /// Writes outcomes until `close`, then the rest, then removes the journal.
  func run() async throws {
    for await _ in arrivals {
      try await Task.sleep(for: state.withLock { $0.isClosed } ? .zero : Self.linger)
      while try await flush() {}
    }
    while try await flush() {}
    state.withLock { $0.journal.remove() }
  }

  /// No more outcomes will come.
  func close() {
    state.withLock { $0.isClosed = true }
    arrived.finish()
  }

  /// - Returns: whether there was something.
  private func flush() async throws -> Bool {
    let batch = state.withLock { Array($0.inbox.prefix(Self.batch)) }
    guard !batch.isEmpty else { return false }
    let owned = try await database.retryingLosses(log) { try await Finish.apply(batch, on: $0) }
    if owned < batch.count {
      log.warning("outcomes came after their leases had lapsed, or were written already", metadata: ["rows": "\(batch.count - owned)"])
    }
    state.withLock { state in
      state.inbox.removeFirst(batch.count)
      for settlement in batch {
        guard let rows = state.leases[settlement.token]?.rows else { continue }
        if rows > 1 { state.leases[settlement.token]?.rows = rows - 1 } else { state.leases[settlement.token] = nil }
      }
      compactJournal(&state)
    }
    return true
  }

  /// What is settled in the database need not be in the journal any more.
  private func compactJournal(_ state: inout State) {
    guard state.journal.byteCount > Self.journalLimit else { return }
    var lines = CopyText()
    for token in state.leases.keys { Journal.claim(token, into: &lines) }
    for (id, token) in state.begun { Journal.intent(id, token, into: &lines) }
    for settlement in state.inbox { Journal.outcome(settlement, into: &lines) }
    // Where it fails the long one goes on.
    try? state.journal.rewrite(lines.bytes)
  }
}
