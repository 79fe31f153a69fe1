internal import Synchronization

/// Ids that were taken ahead, so that they cost no round trip while many messages come.
final class PlaceStock: Sendable {
  /// How long ids may be kept: rows are in the order of their ids, but for what was under way.
  private static let age = Duration.seconds(1)

  private let state = Mutex((place: Enqueuer.Place(messages: [], rows: []), since: ContinuousClock.now))

  /// As many as the entries need; fetched where there are not as many.
  func take(for entries: [Enqueuer.Entry], by enqueuer: Enqueuer) async throws -> Enqueuer.Place {
    let (messages, rows) = (entries.count, entries.reduce(0) { $0 + $1.addressees.count })
    let kept = state.withLock { state in
      state.since + Self.age < .now ? nil : state.place.removeFirst(messages: messages, rows: rows)
    }
    if let kept { return kept }
    // As many again for the next ones, where there seem to be some.
    let ahead = messages > 1 ? 8 : 1
    var fetched = try await enqueuer.reserve(messages: ahead * messages, rows: ahead * rows)
    let taken = fetched.removeFirst(messages: messages, rows: rows)
    state.withLock { [fetched] in $0 = (fetched, .now) }
    return taken ?? fetched
  }
}

extension Enqueuer.Place {
  /// Nil, and as it was, where there are not as many.
  fileprivate mutating func removeFirst(messages count: Int, rows rowCount: Int) -> Self? {
    guard messages.count >= count, rows.count >= rowCount else { return nil }
    defer { (messages, rows) = (Array(messages.dropFirst(count)), Array(rows.dropFirst(rowCount))) }
    return Self(messages: Array(messages.prefix(count)), rows: Array(rows.prefix(rowCount)))
  }
}
