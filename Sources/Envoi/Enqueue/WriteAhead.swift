/// A part of an import that goes in by one transaction.
protocol ImportChunk: Sendable {
  var lastLine: Int { get }
  /// What was refused before it came to the database.
  var refusals: [ImportProgress.Refusal] { get }
}

/// Chunks of an import on their way into the database while the next ones are read: two at once, for one COPY keeps one core of the server busy.
/// They are committed, and told, in the order that they came: after a failure nothing behind it is in.
struct WriteAhead<Chunk: ImportChunk, Answer: Sendable> {
  struct PreviousFailed: Error {}

  private static var limit: Int { 2 }
  private var inFlight: [(chunk: Chunk, writing: Task<Answer, any Error>)] = []
  private var total = ImportProgress()
  private let count: (Chunk, Answer, inout ImportProgress) -> [ImportProgress.Refusal]
  private let refused: (ImportProgress.Refusal) -> Void
  private let progress: (ImportProgress) -> Void

  /// - Parameters:
  ///   - line: how many lines are in already.
  ///   - count: adds what an answer says to the total, and returns what it refuses.
  init(
    after line: Int, refused: @escaping (ImportProgress.Refusal) -> Void, progress: @escaping (ImportProgress) -> Void,
    count: @escaping (Chunk, Answer, inout ImportProgress) -> [ImportProgress.Refusal]
  ) {
    total.line = line
    (self.refused, self.progress, self.count) = (refused, progress, count)
  }

  /// - Parameter write: has to call what it gets before it commits.
  mutating func append(
    _ chunk: Chunk, write: @escaping @Sendable (@escaping @Sendable () async throws -> Void) async throws -> Answer
  ) async throws {
    while inFlight.count >= Self.limit { try await settle() }
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

  /// Waits until all is in.
  mutating func finish() async throws { while !inFlight.isEmpty { try await settle() } }

  /// What is being written is let finish and told: whoever goes on from there must not put it in twice.
  ///
  /// - Returns: what to tell: that it is not known whether a chunk is in weighs more.
  mutating func finish(after error: any Error) async -> any Error {
    var reason = error
    while !inFlight.isEmpty {
      do { try await settle() } catch let doubt as CommitInDoubt { reason = doubt } catch {}
    }
    return reason
  }

  private mutating func settle() async throws {
    let (chunk, writing) = inFlight.removeFirst()
    let answer: Answer
    do { answer = try await writing.value } catch var error as CommitInDoubt {
      error.lines = total.line + 1...chunk.lastLine
      throw error
    }
    let refusals = (chunk.refusals + count(chunk, answer, &total)).sorted { $0.line < $1.line }
    for refusal in refusals { refused(refusal) }
    total.refused += refusals.count
    total.line = max(total.line, chunk.lastLine)
    progress(total)
  }
}
