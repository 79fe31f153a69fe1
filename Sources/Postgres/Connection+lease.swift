/// The turn on a connection for more than one statement, known to the task that has it and to its child tasks.
final class Lease: Sendable {
  /// More than one where a task has several connections.
  @TaskLocal static var held: [Lease] = []
}

extension Connection {
  /// Runs the body in a transaction: commits when it returns, rolls back when it throws. No statement of another task gets in between;
  /// those of the body, and of its child tasks, are in the transaction. A statement that failed has failed the transaction, caught or not.
  ///
  /// COMMIT itself is not cancelled. Where its answer is lost (`isConnectionLoss`), whether it took effect is unknown.
  public nonisolated(nonsending) func transaction<Answer>(_ body: (Connection) async throws -> Answer) async throws -> Answer {
    try await exclusively {
      try await begin()
      do {
        let answer = try await body(self)
        try await commit()
        return answer
      } catch {
        await rollBack()
        throw error
      }
    }
  }

  /// Runs `COPY ... TO STDOUT` and gives its rows in chunks of about 64 kB, each of whole rows, in constant memory.
  /// The body must not use the connection.
  public nonisolated(nonsending) func copyOut(
    _ statement: SQL, _ consume: ([UInt8]) async throws -> Void
  ) async throws {
    try await exclusively {
      try await turn { try $0.startCopy(statement, .out) }
      do {
        while let chunk = try await turn({ try $0.copyOutChunk() }) { try await consume(chunk) }
      } catch {
        await stopCopyOut()
        throw error
      }
    }
  }

  var isHeldByTask: Bool {
    guard let lease else { return false }
    return Lease.held.contains { $0 === lease }
  }

  /// Keeps other tasks' statements out while the body runs.
  private nonisolated(nonsending) func exclusively<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
    let lease = Lease()
    guard try await take(lease) else { return try await body() }
    do {
      let answer = try await Lease.$held.withValue(Lease.held + [lease]) { try await body() }
      await giveBack()
      return answer
    } catch {
      await giveBack()
      throw error
    }
  }

  /// False where the task has it already.
  private func take(_ lease: Lease) async throws -> Bool {
    guard !isHeldByTask else { return false }
    try await turnstile.enter()
    self.lease = lease
    return true
  }

  private func giveBack() {
    lease = nil
    turnstile.leave()
  }

  private func begin() async throws {
    try await turn { session in
      guard !session.isInTransaction else { throw PostgresError("a transaction cannot begin inside another one", sqlState: "25001") }
      // Said, because a database may have another default; what claims rows and takes locks counts on seeing the latest commit.
      try session.run("BEGIN ISOLATION LEVEL READ COMMITTED")
    }
  }

  private func commit() async throws {
    try await turn { session in
      // After a failed statement the server answers COMMIT with a rollback, and no error.
      guard try session.run("COMMIT", interruptible: false).command == "COMMIT" else {
        throw PostgresError("rolled back: a statement of the transaction had failed", sqlState: "25P02")
      }
    }
  }

  private func rollBack() {
    guard !session.isIdle else { return }
    do { try session.run("ROLLBACK", interruptible: false) } catch { session.close() }
    noteRest()
  }

  private func stopCopyOut() {
    session.stopCopyOut()
    noteRest()
  }
}
