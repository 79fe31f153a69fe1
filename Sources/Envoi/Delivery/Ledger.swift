internal import Logging
internal import Postgres
internal import Synchronization

/// What this process owes the database: it notes intents and outcomes in the journal at once, on the thread that has them, and writes
/// outcomes to the database in batches.
final class Ledger: Sendable {
  private struct State {
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

  // MARK: Leases

  /// Before the claim is sent: whatever the token holds later is this process's.
  func willClaim(_ token: Int) throws(JournalError) {
    state.withLock { $0.leases[token] = (nil, .now) }
    try note { Journal.claim(token, into: &$0) }
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
    _ = try await database.withConnection { connection in
      // queue_lease has only the leased rows; the token is looked for among them.
      try await connection.execute(
        """
        UPDATE envoi.queue SET lease_until = now() + \(Self.leaseSeconds) * interval '1 second'
        WHERE token IS NOT NULL AND lease_until < now() + \(Self.leaseSeconds) * interval '1 second' AND token = ANY(\(due))
        """)
    }
    state.withLock { state in
      for token in due where state.leases[token] != nil { state.leases[token]?.since = .now }
    }
  }

  // MARK: On the connections' threads

  // What is kept in memory changes first: a journal that is rewritten meanwhile has the line already.

  /// The intent: the content is about to be written.
  func begins(_ parcel: Parcel) throws(JournalError) {
    state.withLock { $0.begun[parcel.id] = parcel.token }
    try note { Journal.intent(parcel.id, parcel.token, into: &$0) }
  }

  /// The outcome. It is kept even when the journal fails: the database gets it all the same.
  func settle(_ settlement: Settlement) {
    let isFirst = state.withLock { state in
      state.begun[settlement.id] = nil
      state.inbox.append(settlement)
      return state.inbox.count == 1
    }
    try? note { Journal.outcome(settlement, into: &$0) }
    if isFirst { arrived.yield() }
  }

  private func note(_ line: (inout CopyText) -> Void) throws(JournalError) {
    var text = CopyText()
    line(&text)
    do throws(JournalError) { try journal.append([UInt8(ascii: "\n")] + text.bytes) } catch {
      state.withLock { $0.failure = error }
      throw error
    }
  }

  // MARK: To the database

  /// Writes outcomes until `close`, then the rest, then removes the journal.
  func run() async throws {
    for await _ in arrivals {
      repeat {
        let isWorthIt = state.withLock { $0.isClosed || $0.inbox.count >= Self.batch }
        if !isWorthIt { try await Task.sleep(for: Self.linger) }
      } while try await flush()
    }
    while try await flush() {}
    journal.remove()
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
    guard journal.byteCount > Self.journalLimit else { return }
    var lines = CopyText()
    for token in state.leases.keys { Journal.claim(token, into: &lines) }
    for (id, token) in state.begun { Journal.intent(id, token, into: &lines) }
    for settlement in state.inbox { Journal.outcome(settlement, into: &lines) }
    // Where it fails the long one goes on.
    try? journal.rewrite(lines.bytes)
  }
}
