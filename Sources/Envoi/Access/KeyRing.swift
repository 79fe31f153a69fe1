public import Logging
public import Postgres
internal import Synchronization

/// The keys that open something, as a process remembers them: all of them, read again once a second while requests come, whatever keys those
/// bring. So guessing costs the database nothing, drives no key out, and a key that was revoked stops within 2 s.
public final class KeyRing: Sendable {
  /// How old what is remembered may be.
  private static let age = Duration.seconds(1)
  /// A key that is not known may have just been made: they are read again, so often at most for all who ask.
  private static let pace = Duration.milliseconds(50)
  /// How often the use of a key is noted.
  private static let noting = Duration.seconds(60)

  private struct State {
    var keys: [[UInt8]: APIKey] = [:]
    /// When the keys were asked for.
    var readAt: ContinuousClock.Instant?
    var reading: Task<Void, any Error>?
    var noted: [Int32: ContinuousClock.Instant] = [:]
  }

  private let keys: Keys
  private let log: Logger
  private let state = Mutex(State())

  public init(_ database: Pool, log: Logger) { (keys, self.log) = (Keys(database), log) }

  /// The key of this token; nil where there is none, or it was revoked.
  public func find(token: String) async throws -> APIKey? {
    guard let hash = Keys.hash(ofValid: token) else { return nil }
    let asked = ContinuousClock.now
    if let key = remembered(hash, since: asked - Self.age) { return key }
    // What is being read may be from before the question.
    while !isRead(since: asked) { try await read() }
    return remembered(hash, since: asked)
  }

  private func isRead(since instant: ContinuousClock.Instant) -> Bool { state.withLock { $0.readAt.map { $0 >= instant } ?? false } }

  private func remembered(_ hash: [UInt8], since instant: ContinuousClock.Instant) -> APIKey? {
    let (key, isToNote) = state.withLock { state -> (APIKey?, Bool) in
      guard let readAt = state.readAt, readAt >= instant, let key = state.keys[hash] else { return (nil, false) }
      if let noted = state.noted[key.id], noted + Self.noting > readAt { return (key, false) }
      state.noted[key.id] = readAt
      return (key, true)
    }
    if isToNote, let key { note(key) }
    return key
  }

  /// Not in the way of who asks.
  private func note(_ key: APIKey) {
    Task {
      do { try await keys.noteUse(of: key.id) } catch {
        log.warning("the use of a key could not be noted", metadata: ["key": "\(key.id)", "error": "\(error)"])
      }
    }
  }

  /// Reads them all, one reading for all who want one.
  private func read() async throws {
    let reading = state.withLock { state in
      if let reading = state.reading { return reading }
      let reading = Task { [last = state.readAt] in try await replace(after: last) }
      state.reading = reading
      return reading
    }
    try await reading.value
  }

  private func replace(after last: ContinuousClock.Instant?) async throws {
    defer { state.withLock { $0.reading = nil } }
    if let last { try await Task.sleep(until: last + Self.pace) }
    let now = ContinuousClock.now
    let read = try await keys.open()
    state.withLock { ($0.keys, $0.readAt) = (read, now) }
  }
}
