internal import Logging
internal import MessageFormat
internal import Postgres
internal import Synchronization

/// Writes the messages of a site, those that come while a commit is under way by the next one. Each is answered after its own commit.
///
/// A commit waits for the disk longer than for anything else, so a second may be under way: once as many wait for it as go with the first.
final class SharedCommit: Sendable {
  /// Of one commit; and how many may wait for one.
  private static let commitRows = 5000
  private static let commitBytes = 8 << 20
  /// At once.
  private static let mostCommits = 2
  private static let waitingEntries = 2000
  private static let waitingBytes = 128 << 20
  /// Whoever waits for an answer does not wait for long.
  private static let patience = Duration.seconds(5)

  private struct Waiting: Sendable {
    let entry: Enqueuer.Entry
    let bytes: Int
    let continuation: CheckedContinuation<EnqueueResult, any Error>
  }

  private struct State {
    var site: Site?
    var waiting: [Waiting] = []
    var bytes = 0
    /// Commits under way, and the messages in them.
    var commits = 0
    var writing = 0

    /// Whether those that wait begin a commit: small ones cost as much as large ones.
    var isToBegin: Bool { !waiting.isEmpty && (commits == 0 || commits < SharedCommit.mostCommits && waiting.count >= writing) }
  }

  private let database: Pool
  private let log: Logger
  private let announcer: Announcer
  private let places = PlaceStock()
  private let state = Mutex(State())

  init(database: Pool, announcer: Announcer, log: Logger) { (self.database, self.announcer, self.log) = (database, announcer, log) }

  /// - Throws: ``Overloaded``, and what a write throws.
  func enqueue(_ entry: Enqueuer.Entry, of site: Site) async throws -> EnqueueResult {
    let bytes = entry.submission.bytes
    return try await withCheckedThrowingContinuation { continuation in
      let (isTaken, begins) = state.withLock { state in
        guard state.waiting.count < Self.waitingEntries, state.bytes + bytes <= Self.waitingBytes else { return (false, false) }
        state.site = site
        state.waiting.append(Waiting(entry: entry, bytes: bytes, continuation: continuation))
        state.bytes += bytes
        return (true, state.isToBegin)
      }
      if !isTaken { continuation.resume(throwing: Overloaded()) }
      if begins { Task { await write() } }
    }
  }

  private func write() async {
    while let (site, batch) = next() {
      var enqueuer = Enqueuer(database: database, site: site, log: log, announcer: announcer)
      enqueuer.patience = Self.patience
      await write(batch, by: enqueuer)
      state.withLock { ($0.commits, $0.writing) = ($0.commits - 1, $0.writing - batch.count) }
    }
  }

  /// Those that go in together now; nil where there are none.
  private func next() -> (Site, [Waiting])? {
    state.withLock { state in
      guard let site = state.site, state.isToBegin else { return nil }
      var (rows, bytes) = (0, 0)
      let end =
        state.waiting.firstIndex { waiting in
          defer { (rows, bytes) = (rows + waiting.entry.addressees.count, bytes + waiting.bytes) }
          return rows >= Self.commitRows || bytes >= Self.commitBytes
        } ?? state.waiting.endIndex
      let batch = Array(state.waiting[..<end])
      state.waiting.removeFirst(end)
      state.bytes -= batch.reduce(0) { $0 + $1.bytes }
      state.commits += 1
      state.writing += batch.count
      return (site, batch)
    }
  }

  private func write(_ batch: [Waiting], by enqueuer: Enqueuer) async {
    do {
      let entries = batch.map(\.entry)
      let place = try await places.take(for: entries, by: enqueuer)
      let results = try await enqueuer.enqueue(entries, in: place)
      for (waiting, result) in zip(batch, results) { waiting.continuation.resume(returning: result) }
    } catch let error as PostgresError where error.isAboutData && batch.count > 1 {
      // One of them, which the others must not suffer for.
      for waiting in batch { await write([waiting], by: enqueuer) }
    } catch {
      for waiting in batch { waiting.continuation.resume(throwing: error) }
    }
  }
}

extension Submission {
  /// About as many as it takes in memory.
  fileprivate var bytes: Int {
    attachments.reduce(1000 + (text?.utf8.count ?? 0) + (html?.utf8.count ?? 0)) { $0 + $1.content.count }
  }
}
