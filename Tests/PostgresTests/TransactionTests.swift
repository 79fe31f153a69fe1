import Postgres
import Support
import Testing

@Suite("Transaction")
struct TransactionTests {
  private struct Regret: Error {}

  private func table() async throws -> Connection {
    let connection = try await Fixture.connect()
    try await connection.run(script: "CREATE TEMPORARY TABLE entry (id bigint PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)")
    return connection
  }

  @Test("it commits when the body returns and rolls back when it throws")
  func outcome() async throws {
    let connection = try await table()
    let answer = try await connection.transaction { connection in
      try await connection.execute("INSERT INTO entry VALUES (1)")
      return "done"
    }
    #expect(answer == "done")
    await #expect(throws: Regret.self) {
      try await connection.transaction { connection in
        try await connection.execute("INSERT INTO entry VALUES (2)")
        throw Regret()
      }
    }
    #expect(try await connection.rows("SELECT id FROM entry", as: Int.self) == [1])
    #expect(await connection.isIdle)
  }

  @Test("statements of other tasks wait for its end, those of its child tasks are in it")
  func lease() async throws {
    let connection = try await table()
    let inside = AsyncStream<Void>.makeStream()
    let outsiders = Task {
      for await _ in inside.stream { break }
      return try await withThrowingTaskGroup { group in
        for _ in 0..<20 {
          group.addTask {
            try await connection.row("SELECT count(*), pg_current_xact_id_if_assigned() IS NULL FROM entry", as: (Int, Bool).self)
          }
        }
        return try await group.reduce(into: [(Int, Bool)]()) { if let row = $1 { $0.append(row) } }
      }
    }
    try await connection.transaction { connection in
      try await connection.execute("INSERT INTO entry VALUES (1)")
      inside.continuation.finish()
      for id in 2...50 { try await connection.execute("INSERT INTO entry VALUES (\(id))") }
      async let one = connection.row("SELECT pg_current_xact_id_if_assigned() IS NOT NULL", as: Bool.self)
      #expect(try await one == true)
    }
    let seen = try await outsiders.value
    #expect(seen.count == 20)
    #expect(seen.allSatisfy { $0 == (50, true) })
  }

  @Test("a task that outlives the body is an outsider again")
  func straggler() async throws {
    let connection = try await table()
    let (gate, open) = AsyncStream<Void>.makeStream()
    var straggler: Task<Int?, any Error>?
    try await connection.transaction { connection in
      try await connection.execute("INSERT INTO entry VALUES (1)")
      straggler = Task {
        for await _ in gate { break }
        return try await connection.row("SELECT count(*) FROM entry", as: Int.self)
      }
    }
    await #expect(throws: Regret.self) {
      try await connection.transaction { connection in
        open.finish()
        try await connection.execute("INSERT INTO entry VALUES (2)")
        throw Regret()
      }
    }
    #expect(try await straggler?.value == 1)
  }

  @Test("a failed statement fails the transaction, even when the body goes on")
  func swallowedError() async throws {
    let connection = try await table()
    let error = await #expect(throws: PostgresError.self) {
      try await connection.transaction { connection in
        try await connection.execute("INSERT INTO entry VALUES (1)")
        _ = try? await connection.execute("SELECT 1/0")
      }
    }
    #expect(error?.sqlState == "25P02")
    #expect(try await connection.row("SELECT count(*) FROM entry", as: Int.self) == 0)
  }

  @Test("what only COMMIT finds out is thrown")
  func deferredConstraint() async throws {
    let connection = try await table()
    let error = await #expect(throws: PostgresError.self) {
      try await connection.transaction { try await $0.execute("INSERT INTO entry VALUES (1), (1)") }
    }
    #expect(error?.sqlState == "23505")
    #expect(await connection.isIdle)
  }

  @Test("one inside another is refused")
  func nested() async throws {
    let connection = try await Fixture.connect()
    let error = await #expect(throws: PostgresError.self) {
      try await connection.transaction { connection in try await connection.transaction { _ in } }
    }
    #expect(error?.sqlState == "25001")
    #expect(await connection.isIdle)
  }

  @Test("on a lost connection it is a loss of connection")
  func lost() async throws {
    let connection = try await Fixture.connect()
    await connection.close()
    let error = await #expect(throws: PostgresError.self) { try await connection.transaction { _ in } }
    #expect(error?.isConnectionLoss == true)
  }

  @Test("transactions on two connections at once do not hinder each other")
  func twoConnections() async throws {
    let (one, two) = (try await table(), try await table())
    try await one.transaction { one in
      try await two.transaction { two in
        try await one.execute("INSERT INTO entry VALUES (1)")
        try await two.execute("INSERT INTO entry VALUES (2)")
      }
    }
    #expect(try await one.rows("SELECT id FROM entry", as: Int.self) == [1])
    #expect(try await two.rows("SELECT id FROM entry", as: Int.self) == [2])
  }

  @Test("a deadlock is told as what may be tried again")
  func deadlock() async throws {
    let url = try await PostgresCluster.shared().createDatabase()
    let (one, two) = (try await Fixture.connect(database: url), try await Fixture.connect(database: url))
    try await one.run(script: "CREATE TABLE a (); CREATE TABLE b ()")
    try await one.execute("SET deadlock_timeout = '10ms'")
    let error = await #expect(throws: PostgresError.self) {
      try await one.transaction { one in
        try await one.execute("LOCK a")
        try await two.transaction { two in
          try await two.execute("LOCK b")
          async let second: Int = two.execute("LOCK a")
          try await Fixture.waitUntil("SELECT count(*) = 1 FROM pg_locks WHERE relation = 'a'::regclass AND NOT granted", on: one)
          try await one.execute("LOCK b")
          _ = try await second
        }
      }
    }
    #expect(error?.isRetryable == true)
  }

  @Test("cancelling the body rolls back and leaves the connection idle")
  func cancelled() async throws {
    let connection = try await table()
    let task = Task {
      try await connection.transaction { connection in
        try await connection.execute("INSERT INTO entry VALUES (1)")
        withUnsafeCurrentTask { $0?.cancel() }
        try await connection.execute("INSERT INTO entry VALUES (2)")
      }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(await connection.isIdle)
    #expect(try await connection.row("SELECT count(*) FROM entry", as: Int.self) == 0)
  }
}
