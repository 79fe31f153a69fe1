internal import Logging
internal import MessageFormat
internal import Postgres
internal import Synchronization

/// Writes the messages of a site, those that come while a commit is under way by the next one. Each is answered after its own commit.
final class SharedCommit: Sendable {
  /// Of one commit; and how many may wait for one.
  private static let commitRows = 5000
  private static let commitBytes = 8 << 20
  private static let waitingEntries = 2000
  private static let waitingBytes = 128 << 20
  /// Whoever waits for an answer does not wait for long.
  private static let patience = Duration.seconds(5)
  /// How long ids may be kept: rows are in the order of their ids, but for what was under way.
  private static let age = Duration.seconds(1)

  private struct Waiting: Sendable {
    let entry: Enqueuer.Entry
    let bytes: Int
    let continuation: CheckedContinuation<EnqueueResult, any Error>
  }

  private struct State {
    var site: Site?
    var waiting: [Waiting] = []
    var bytes = 0
    var isWriting = false
  }

  /// Ids that were taken ahead, so that they cost no round trip while many messages come.
  private struct Stock {
    var place = Enqueuer.Place(messages: [], rows: [])
    var since = ContinuousClock.now
  }

  private let database: Pool
  private let log: Logger
  private let state = Mutex(State())

  init(database: Pool, log: Logger) { (self.database, self.log) = (database, log) }

  /// - Throws: ``Overloaded``, and what a write throws.
  func enqueue(_ entry: Enqueuer.Entry, of site: Site) async throws -> EnqueueResult {
    let bytes = entry.submission.bytes
    return try await withCheckedThrowingContinuation { continuation in
      let (isTaken, begins) = state.withLock { state in
        guard state.waiting.count < Self.waitingEntries, state.bytes + bytes <= Self.waitingBytes else { return (false, false) }
        state.site = site
        state.waiting.append(Waiting(entry: entry, bytes: bytes, continuation: continuation))
        state.bytes += bytes
        defer { state.isWriting = true }
        return (true, !state.isWriting)
      }
      if !isTaken { continuation.resume(throwing: Overloaded()) }
      if begins { Task { await write() } }
    }
  }

  /// Until nobody waits.
  private func write() async {
    var stock = Stock()
    while let (site, batch) = next() {
      var enqueuer = Enqueuer(database: database, site: site, log: log)
      enqueuer.patience = Self.patience
      await write(batch, by: enqueuer, &stock)
    }
  }

  /// Those that go in together; nil where nobody waits.
  private func next() -> (Site, [Waiting])? {
    state.withLock { state in
      guard let site = state.site, !state.waiting.isEmpty else {
        state.isWriting = false
        return nil
      }
      var (rows, bytes) = (0, 0)
      let end =
        state.waiting.firstIndex { waiting in
          defer { (rows, bytes) = (rows + waiting.entry.addressees.count, bytes + waiting.bytes) }
          return rows >= Self.commitRows || bytes >= Self.commitBytes
        } ?? state.waiting.endIndex
      let batch = Array(state.waiting[..<end])
      state.waiting.removeFirst(end)
      state.bytes -= batch.reduce(0) { $0 + $1.bytes }
      return (site, batch)
    }
  }

  private func write(_ batch: [Waiting], by enqueuer: Enqueuer, _ stock: inout Stock) async {
    do {
      let entries = batch.map(\.entry)
      let place = try await take(entries, from: &stock, by: enqueuer)
      let results = try await enqueuer.enqueue(entries, in: place)
      for (waiting, result) in zip(batch, results) { waiting.continuation.resume(returning: result) }
    } catch let error as PostgresError where error.isAboutData && batch.count > 1 {
      // One of them, which the others must not suffer for.
      for waiting in batch { await write([waiting], by: enqueuer, &stock) }
    } catch {
      for waiting in batch { waiting.continuation.resume(throwing: error) }
    }
  }

  private func take(_ entries: [Enqueuer.Entry], from stock: inout Stock, by enqueuer: Enqueuer) async throws -> Enqueuer.Place {
    let (messages, rows) = (entries.count, entries.reduce(0) { $0 + $1.addressees.count })
    if stock.since + Self.age < .now { stock = Stock() }
    if stock.place.messages.count < messages || stock.place.rows.count < rows {
      // As many again for the next ones, where there seem to be some.
      let ahead = messages > 1 ? 8 : 1
      stock = Stock(place: try await enqueuer.reserve(messages: ahead * messages, rows: ahead * rows))
    }
    defer { stock.place = .init(messages: Array(stock.place.messages.dropFirst(messages)), rows: Array(stock.place.rows.dropFirst(rows))) }
    return .init(messages: Array(stock.place.messages.prefix(messages)), rows: Array(stock.place.rows.prefix(rows)))
  }
}

extension Submission {
  /// About as many as it takes in memory.
  fileprivate var bytes: Int {
    attachments.reduce(1000 + (text?.utf8.count ?? 0) + (html?.utf8.count ?? 0)) { $0 + $1.content.count }
  }
}
