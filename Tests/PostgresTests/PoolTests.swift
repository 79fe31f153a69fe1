import Postgres
import Support
import Testing

@Suite("Pool")
struct PoolTests {
  private func pool(_ size: Int, url: String? = nil) async throws -> Pool {
    let shared = try await Fixture.url()
    return Pool(url: url ?? shared, applicationName: "pool-\(UInt32.random(in: 0 ... .max))", size: size)
  }

  private func processID(_ connection: Connection) async throws -> Int32 {
    try #require(try await connection.row("SELECT pg_backend_pid()", as: Int32.self))
  }

  @Test("connections are opened when needed, used again, and never more than the size")
  func size() async throws {
    let pool = try await pool(3)
    let pids = try await withThrowingTaskGroup { group in
      for _ in 0..<100 { group.addTask { try await pool.withConnection { try await processID($0) } } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect((1...3).contains(pids.count))
    let one = try await pool.withConnection { try await processID($0) }
    #expect(try await pool.withConnection { try await processID($0) } == one)
  }

  @Test("who waits longest is served first, and who is cancelled leaves the queue")
  func fairness() async throws {
    let pool = try await pool(1)
    let served = Log()
    let waiters = try await pool.withConnection { _ in
      var waiters: [Task<Void, any Error>] = []
      for number in 0..<10 {
        // Started one after the other: each runs up to its wait before the next is made.
        waiters.append(Task.immediate { try await pool.withConnection { _ in await served.append(number) } })
      }
      waiters[3].cancel()
      await #expect(throws: CancellationError.self) { try await waiters[3].value }
      #expect(await served.numbers.isEmpty)
      return waiters
    }
    for (number, waiter) in waiters.enumerated() where number != 3 { try await waiter.value }
    #expect(await served.numbers == [0, 1, 2, 4, 5, 6, 7, 8, 9])
  }

  @Test("cancelling waiters at random loses no place")
  func cancellationStorm() async throws {
    let pool = try await pool(2)
    await withTaskGroup { group in
      for number in 0..<400 {
        let task = Task { try await pool.withConnection { try await $0.execute("SELECT 1") } }
        group.addTask {
          if number.isMultiple(of: 2) { task.cancel() }
          _ = await task.result
        }
      }
    }
    // Both places are there: two bodies at once, each waiting for the other.
    let (first, second) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
    async let one: Void = pool.withConnection { _ in
      first.continuation.finish()
      for await _ in second.stream {}
    }
    async let two: Void = pool.withConnection { _ in
      second.continuation.finish()
      for await _ in first.stream {}
    }
    _ = try await (one, two)
  }

  @Test("a connection that comes back inside a transaction, or closed, is replaced")
  func broken() async throws {
    let pool = try await pool(1)
    let open = try await pool.withConnection { connection in
      try await connection.execute("BEGIN")
      return try await processID(connection)
    }
    let closed = try await pool.withConnection { connection in
      let pid = try await processID(connection)
      await connection.close()
      return pid
    }
    let last = try await pool.withConnection { try await processID($0) }
    #expect(Set([open, closed, last]).count == 3)
  }

  @Test("a connection whose server went away while it was idle is replaced before anyone notices")
  func lostWhileIdle() async throws {
    let pool = try await pool(1)
    let observer = try await Fixture.connect()
    let before = try await pool.withConnection { try await processID($0) }
    try await observer.execute("SELECT pg_terminate_backend(\(before), 20000)")
    #expect(try await pool.withConnection { try await processID($0) } != before)
  }

  @Test("withTransaction commits and rolls back, and the body may use what is around it")
  func transaction() async throws {
    let pool = try await pool(2, url: PostgresCluster.shared().createDatabase())
    var count = 0
    try await pool.withTransaction { connection in
      try await connection.run(script: "CREATE TABLE entry (id bigint)")
      count += try await connection.execute("INSERT INTO entry VALUES (1), (2)")
    }
    await #expect(throws: PostgresError.self) {
      try await pool.withTransaction { connection in
        try await connection.execute("DELETE FROM entry")
        try await connection.execute("SELECT 1/0")
      }
    }
    #expect(count == 2)
    #expect(try await pool.withConnection { try await $0.row("SELECT count(*) FROM entry", as: Int.self) } == 2)
  }

  @Test("a closed pool closes its connections and refuses")
  func close() async throws {
    let pool = try await pool(2)
    let pid = try await pool.withConnection { try await processID($0) }
    await pool.close()
    try await Fixture.waitUntil(
      "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = \(pid))", on: Fixture.connect())
    let error = await #expect(throws: PostgresError.self) { try await pool.withConnection { _ in } }
    #expect(error?.description == "the pool is closed")
  }
}

private actor Log {
  private(set) var numbers: [Int] = []
  func append(_ number: Int) { numbers.append(number) }
}
