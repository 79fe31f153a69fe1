import Postgres
import Support
import Testing

@Suite("Listener")
struct ListenerTests {
  @Test("what is notified arrives in order, once committed")
  func order() async throws {
    let url = try await PostgresCluster.shared().createDatabase()
    let listener = try await Listener.connect(to: url, applicationName: "listener", channels: ["Queue \"one\""])
    let sender = try await Fixture.connect(database: url)
    try await sender.transaction { sender in
      for number in 0..<100 { try await sender.execute("SELECT pg_notify('Queue \"one\"', \("\(number)"))") }
      // Nothing comes before the commit.
      #expect(try await listener.next(until: .now) == nil)
    }
    try await sender.execute("SELECT pg_notify('another', 'x')")
    try await sender.execute("SELECT pg_notify('Queue \"one\"', 'end')")
    var payloads: [String] = []
    for try await payload in listener {
      if payload == "end" { break }
      payloads.append(payload)
    }
    #expect(payloads == (0..<100).map { "\($0)" })
    await listener.close()
  }

  @Test("a waiting listener is woken by the commit, 100 times to and fro")
  func roundTrips() async throws {
    let url = try await PostgresCluster.shared().createDatabase()
    let (here, there) = (
      try await Listener.connect(to: url, applicationName: "here", channels: ["here"]),
      try await Listener.connect(to: url, applicationName: "there", channels: ["there"])
    )
    let sender = try await Fixture.connect(database: url)
    let echo = Task {
      let sender = try await Fixture.connect(database: url)
      for try await payload in there { try await sender.execute("SELECT pg_notify('here', \(payload))") }
    }
    for number in 0..<100 {
      try await sender.execute("SELECT pg_notify('there', \("\(number)"))")
      #expect(try await here.next(until: .now + .seconds(20)) == "\(number)")
    }
    echo.cancel()
    await #expect(throws: CancellationError.self) { try await echo.value }
  }

  @Test("a deadline ends a wait and not the listener")
  func deadline() async throws {
    let url = try await PostgresCluster.shared().createDatabase()
    let listener = try await Listener.connect(to: url, applicationName: "listener", channels: ["queue"])
    let start = ContinuousClock.now
    #expect(try await listener.next(until: start + .milliseconds(5)) == nil)
    #expect(ContinuousClock.now - start >= .milliseconds(5))
    try await Fixture.connect(database: url).execute("NOTIFY queue, 'still there'")
    #expect(try await listener.next(until: .now + .seconds(20)) == "still there")
  }

  @Test("a lost connection ends the wait with an error")
  func loss() async throws {
    let cluster = try await PostgresCluster.start()
    let listener = try await Listener.connect(to: cluster.url(), applicationName: "listener", channels: ["queue"])
    let waiting = Task { try await listener.next() }
    cluster.crash()
    let error = await #expect(throws: PostgresError.self) { try await waiting.value }
    #expect(error?.isConnectionLoss == true)
    await #expect(throws: PostgresError.self) { try await listener.next() }
  }
}
