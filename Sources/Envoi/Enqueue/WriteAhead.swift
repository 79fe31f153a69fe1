/// Chunks of an import on their way into the database while the next ones are read: two at once, for one COPY keeps one core of the server busy.
/// They are committed in the order that they came: after a failure nothing behind it is in.
struct WriteAhead<Chunk: Sendable, Answer: Sendable> {
  struct PreviousFailed: Error {}

  private static var limit: Int { 2 }
  private var inFlight: [(chunk: Chunk, writing: Task<Answer, any Error>)] = []

  var isFull: Bool { inFlight.count >= Self.limit }

  /// - Parameter write: has to call what it gets before it commits.
  mutating func append(_ chunk: Chunk, write: @escaping @Sendable (@escaping @Sendable () async throws -> Void) async throws -> Answer) {
    let previous = inFlight.last?.writing
    // Not cancelled with whoever reads: what is being written is let finish and told.
    let writing = Task {
      try await write {
        guard let previous else { return }
        do { _ = try await previous.value } catch { throw PreviousFailed() }
      }
    }
    inFlight.append((chunk, writing))
  }

  /// Waits for the oldest one; nil when there is none.
  mutating func next() async -> (chunk: Chunk, answer: Result<Answer, any Error>)? {
    guard !inFlight.isEmpty else { return nil }
    let oldest = inFlight.removeFirst()
    return (oldest.chunk, await oldest.writing.result)
  }
}
