import Envoi
import NIOCore
import Postgres
import Support
import Testing

@testable import EnvoiWeb

@Suite("The web server", .serialized)
struct WebServerTests {
  @Test("it says that it is alive, and whether its database answers")
  func health() async throws {
    let cluster = try await PostgresCluster.start()
    defer { cluster.stop() }
    try await Door.open(cluster: cluster) { door in
      let id = try await door.insertSent()[0]
      let receipt = "\(door.path(id))?status=accepted&messageId=A"
      for path in ["/healthz", "/readyz", receipt] { #expect(try await door.ask("GET", path).status == 200) }
      cluster.crash()
      #expect(try await door.ask("GET", "/healthz").status == 200)
      for path in ["/readyz", receipt] {
        try await eventually("\(path) says that the database is away, and when to come again") {
          let answer = try await door.ask("GET", path)
          return answer.status == 503 && answer.head.lowercased().contains("retry-after: ")
        }
      }
    }
  }

  @Test("a client that sends its body drop by drop, or nothing at all, is cut off")
  func slow() async throws {
    try await Door.open {
      $0.bodyLimit = .milliseconds(300)
      $0.idleLimit = .milliseconds(300)
    } _: { door in
      let (dripping, silent) = (try #require(TCPSocket.connected(to: door.port)), try #require(TCPSocket.connected(to: door.port)))
      defer {
        dripping.close()
        silent.close()
      }
      dripping.send("POST /receipts/1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n".utf8)
      try await eventually("it is cut off in the middle of its body") { !dripping.send("x".utf8) || dripping.hasPeerLeft }
      silent.send("POST /receip".utf8)
      try await eventually("it is cut off in the middle of its head") { silent.hasPeerLeft }
      #expect(try await door.ask("GET", "/healthz").status == 200)
    }
  }

  @Test("a client that does not read its answers is cut off, and one that reads gets them all")
  func slowReader() async throws {
    try await Door.open {
      $0.answerLimit = .milliseconds(500)
    } _: { door in
      // More than the system keeps for either side.
      let asked = 400
      let requests = String(repeating: Answer.request("GET", "/v1/openapi.json"), count: asked)
      let silent = try #require(TCPSocket.connected(to: door.port))
      defer { silent.close() }
      silent.send(requests.utf8)
      try await eventually("it is cut off") { !silent.send("G".utf8) || silent.hasPeerLeft }
      let all = try await Answer.to(door.port, requests + Answer.request("GET", "/healthz", ["Connection: close"]))
      #expect(all.bytes.count > 10 << 20 && all.body.hasSuffix("ok\n"), "\(all.bytes.count)")
    }
  }

  @Test("where many connections are open none is kept after its answer, so that nobody is locked out")
  func crowded() async throws {
    try await Door.open {
      $0.keptConnections = 1
    } _: { door in
      let first = try #require(TCPSocket.connected(to: door.port))
      defer { first.close() }
      func ask() -> String {
        first.send(Answer.request("GET", "/healthz").utf8)
        return String(decoding: first.receive(), as: UTF8.self)
      }
      #expect(ask().hasPrefix("HTTP/1.1 200"))
      let second = try await Answer.to(door.port, Answer.request("GET", "/healthz"))
      #expect(second.status == 200 && second.body == "ok\n" && second.head.lowercased().contains("\r\nconnection: close"), "\(second)")
      #expect(ask().hasPrefix("HTTP/1.1 200"))
    }
  }

  @Test("what is no HTTP is refused, and nobody else is bothered")
  func garbage() async throws {
    try await Door.open { door in
      for text in ["\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"] {
        let answer = try await Answer.to(door.port, text)
        #expect(answer.status == 400 || answer.bytes.isEmpty, "\(answer)")
      }
      #expect(try await door.ask("GET", "/healthz").status == 200)
    }
  }

  @Test("a shutdown answers what is under way, and takes nothing more")
  func shutdown() async throws {
    try await Door.open { door in
      let id = try await door.insertSent()[0]
      let holder = try await door.database.connect()
      try await holder.run(script: "BEGIN")
      try await holder.execute("SELECT FROM envoi.queue WHERE id = \(id) FOR UPDATE")
      async let answer = door.ask("GET", "\(door.path(id))?status=delivered&messageId=A")
      try await eventually("the receipt waits for the row") {
        try await holder.row(
          "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", as: Int.self) == 1
      }
      await door.shutDown()
      try await eventually("nobody else is let in") {
        guard let socket = TCPSocket.connected(to: door.port) else { return true }
        socket.close()
        return false
      }
      try await holder.run(script: "COMMIT")
      #expect(try await answer.status == 200)
      #expect(try await door.count("status = 'delivered'") == 1)
      await holder.close()
    }
  }

  @Test("an address that cannot be listened on is named", arguments: ["127.0.0.1", "203.0.113.1", "no-such-host.invalid"])
  func cannotListen(host: String) async throws {
    let (taken, port) = try TCPSocket.listening()
    defer { taken.close() }
    let database = Pool(url: "postgresql:///none", applicationName: "test", size: 1)
    let server = WebServer(
      listen: ListenAddress(host: host, port: port), database: database, publicURL: nil, callbacks: nil,
      tests: TransportTests(secretKey: nil) { throw CancellationError() }, log: RecordedLog().logger
    ) { _ in Issue.record("it listens") }
    let error = await #expect(throws: CannotListen.self) { try await server.run() }
    #expect(error?.description.hasPrefix("cannot listen on \(host):\(port): ") == true, "\(error.debugDescription)")
  }
}
