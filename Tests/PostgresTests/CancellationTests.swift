import Postgres
import Support
import Testing

@Suite("Cancellation")
struct CancellationTests {
  @Test("a cancelled query ends on the server at once, and the connection goes on")
  func query() async throws {
    let connection = try await Fixture.connect()
    let observer = try await Fixture.connect()
    let pid = try #require(try await connection.row("SELECT pg_backend_pid()", as: Int32.self))
    for _ in 0..<5 {
      let start = ContinuousClock.now
      let task = Task { try await connection.execute("SELECT pg_sleep(60)") }
      let sleeps: SQL = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = \(pid) AND wait_event = 'PgSleep')"
      try await Fixture.waitUntil(sleeps, on: observer)
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(try await observer.row(sleeps, as: Bool.self) == false)
      #expect(ContinuousClock.now - start < .seconds(30))
      #expect(await connection.isIdle)
    }
  }

  @Test("a task that is cancelled already runs nothing")
  func before() async throws {
    let connection = try await Fixture.connect()
    try await connection.run(script: "CREATE TEMPORARY TABLE entry ()")
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await connection.execute("INSERT INTO entry DEFAULT VALUES")
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await connection.row("SELECT count(*) FROM entry", as: Int.self) == 0)
  }

  @Test("cancelling one task never ends the statement of another")
  func stray() async throws {
    let connection = try await Fixture.connect()
    try await withThrowingTaskGroup { group in
      for number in 0..<300 {
        let task = Task { try await connection.row("SELECT pg_sleep(0.0005) IS NULL, \(number)", as: (Bool, Int).self)?.1 }
        group.addTask {
          if number.isMultiple(of: 3) {
            task.cancel()
            // Cancelled in time, or just too late: both are right, other errors are not.
            do { _ = try await task.value } catch is CancellationError {}
          } else {
            #expect(try await task.value == number)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("who is cancelled while waiting for the turn leaves at once")
  func waiting() async throws {
    let connection = try await Fixture.connect()
    try await connection.transaction { connection in
      let outsider = Task.detached { try await connection.execute("SELECT 1") }
      outsider.cancel()
      await #expect(throws: CancellationError.self) { try await outsider.value }
      try await connection.execute("SELECT 1")
    }
  }

  @Test("a statement that ends by the server's own time limit is the server's error")
  func statementTimeout() async throws {
    let connection = try await Connection.connect(
      to: Fixture.url(), applicationName: "timeout", settings: ["statement_timeout": "1ms"])
    let error = await #expect(throws: PostgresError.self) { try await connection.execute("SELECT pg_sleep(60)") }
    #expect(error?.sqlState == "57014")
  }

  @Test("connecting to a host that is silent is left at once when cancelled")
  func connecting() async throws {
    let silent = try SilentServer()
    let task = Task { try await Connection.connect(to: "postgres://postgres@127.0.0.1:\(silent.port)/x", applicationName: "x") }
    try await silent.waitForClient()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
