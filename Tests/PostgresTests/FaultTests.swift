import Postgres
import Support
import Testing

@Suite("Faults")
struct FaultTests {
  @Test("a server that crashes in the middle of a query is a loss of connection, and the pool has a fresh one afterwards")
  func crash() async throws {
    let cluster = try await PostgresCluster.start()
    let pool = Pool(url: cluster.url(), applicationName: "crash", size: 2)
    let observer = try await Fixture.connect(database: cluster.url())
    let query = Task { try await pool.withConnection { try await $0.execute("SELECT pg_sleep(60)") } }
    try await Fixture.waitUntil("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep')", on: observer)
    cluster.crash()
    let error = await #expect(throws: PostgresError.self) { try await query.value }
    #expect(error?.isConnectionLoss == true)
    let refused = await #expect(throws: PostgresError.self) { try await pool.withConnection { try await $0.execute("SELECT 1") } }
    #expect(refused?.isConnectionLoss == true)
    #expect(refused?.description.contains("\"127.0.0.1\", port \(cluster.port) failed: Connection refused") == true)
    try await cluster.restart()
    #expect(try await pool.withConnection { try await $0.row("SELECT 1", as: Int.self) } == 1)
    cluster.stop()
  }

  @Test("a crash in the middle of a COPY is a loss of connection in both directions, never a short answer")
  func crashInCopy() async throws {
    let cluster = try await PostgresCluster.start()
    let reader = try await Fixture.connect(database: cluster.url())
    let reading = await #expect(throws: PostgresError.self) {
      try await reader.copyOut("COPY (SELECT repeat('x', 1000) FROM generate_series(1, 1000000)) TO STDOUT") { _ in cluster.crash() }
    }
    #expect(reading?.isConnectionLoss == true)
    try await cluster.restart()
    let writer = try await Fixture.connect(database: cluster.url())
    try await writer.run(script: "CREATE TABLE locked ()")
    let blocker = try await Fixture.connect(database: cluster.url())
    try await blocker.run(script: "BEGIN; LOCK locked")
    let writing = Task { try await writer.copyIn("COPY locked FROM STDIN", Array(repeating: UInt8(ascii: "\n"), count: 1 << 24)) }
    try await Fixture.waitUntil("SELECT count(*) = 1 FROM pg_locks WHERE relation = 'locked'::regclass AND NOT granted", on: blocker)
    cluster.crash()
    let error = await #expect(throws: PostgresError.self) { try await writing.value }
    #expect(error?.isConnectionLoss == true)
  }

  @Test("a transaction that loses its server throws the loss, and is not half done")
  func crashInTransaction() async throws {
    let cluster = try await PostgresCluster.start()
    let pool = Pool(url: cluster.url(), applicationName: "crash", size: 1)
    try await pool.withConnection { try await $0.run(script: "CREATE TABLE entry (id bigint)") }
    let error = await #expect(throws: PostgresError.self) {
      try await pool.withTransaction { connection in
        try await connection.execute("INSERT INTO entry VALUES (1)")
        cluster.crash()
        try await connection.execute("INSERT INTO entry VALUES (2)")
      }
    }
    #expect(error?.isConnectionLoss == true)
    try await cluster.restart()
    #expect(try await pool.withConnection { try await $0.row("SELECT count(*) FROM entry", as: Int.self) } == 0)
  }

  @Test("a session that the administrator ends is a loss of connection with its SQLSTATE")
  func terminated() async throws {
    let (connection, administrator) = (try await Fixture.connect(), try await Fixture.connect())
    let pid = try #require(try await connection.row("SELECT pg_backend_pid()", as: Int32.self))
    let query = Task { try await connection.execute("SELECT pg_sleep(60)") }
    try await Fixture.waitUntil(
      "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = \(pid) AND wait_event = 'PgSleep')", on: administrator)
    try await administrator.execute("SELECT pg_terminate_backend(\(pid))")
    let error = await #expect(throws: PostgresError.self) { try await query.value }
    #expect(error?.sqlState == "57P01")
    #expect(error?.isConnectionLoss == true)
  }

  @Test("of several hosts in one URI the first that lives is taken, dead and silent ones are passed over")
  func severalHosts() async throws {
    let cluster = try await PostgresCluster.shared()
    let silent = try SilentServer()
    let dead = try Loopback.freePorts()
    let hosts = "127.0.0.1:\(dead),127.0.0.1:\(silent.port),127.0.0.1:\(cluster.port)"
    let connection = try await Connection.connect(
      to: "postgres://postgres@\(hosts)/postgres?connect_timeout=10&target_session_attrs=read-write", applicationName: "hosts")
    #expect(try await connection.row("SELECT inet_server_port()", as: Int.self) == cluster.port)
  }

  @Test("a COMMIT that is not answered is not taken for one, whoever cancels it")
  func unansweredCommit() async throws {
    let cluster = try await PostgresCluster.start()
    let observer = try await Fixture.connect(database: cluster.url())
    try await observer.run(script: "CREATE TABLE entry (id bigint)")
    // From now on every COMMIT waits for a standby that does not exist.
    try await observer.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    try await observer.execute("SELECT pg_reload_conf()")
    let connection = try await Fixture.connect(database: cluster.url())
    let writing = Task { try await connection.transaction { try await $0.execute("INSERT INTO entry VALUES (1)") } }
    try await Fixture.waitUntil("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep')", on: observer)
    writing.cancel()
    let error = await #expect(throws: PostgresError.self) { try await writing.value }
    #expect(error?.isConnectionLoss == true)
    #expect(await !connection.isIdle)
  }

  @Test("a frozen server: a cancelled statement is given up, and the connection with it")
  func frozen() async throws {
    let cluster = try await PostgresCluster.start()
    let connection = try await Fixture.connect(database: cluster.url())
    let observer = try await Fixture.connect(database: cluster.url())
    let query = Task { try await connection.execute("SELECT pg_sleep(60)") }
    try await Fixture.waitUntil("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep')", on: observer)
    // The postmaster, which takes the request to cancel, is silent; the query goes on.
    cluster.freeze()
    query.cancel()
    let error = await #expect(throws: PostgresError.self) { try await query.value }
    #expect(error?.isConnectionLoss == true)
    #expect(await !connection.isIdle)
    cluster.thaw()
  }
}
