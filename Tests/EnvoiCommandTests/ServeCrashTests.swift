import Foundation
import Postgres
import Support
import Synchronization
import Testing

extension Commands {
  @Suite("envoi serve killed in the middle", .tags(.slow))
  struct ServeCrashTests {
    /// A server that sends nothing, and a key for its API.
    private func serve(_ installation: Installation) async throws -> (process: ServerProcess, port: Int) {
      let start = installation.log.count
      let process = try installation.start("serve", "--no-workers", "--listen", "127.0.0.1:0")
      func said() -> Substring { installation.log.dropFirst(start) }
      try await eventually("it listens: \(installation.log)", seconds: 30) { said().contains("listening on http://127.0.0.1:") }
      return (process, try #require(said().firstMatch(of: /127\.0\.0\.1:([0-9]+)\n/).flatMap { Int($0.1) }))
    }

    private func key(_ installation: Installation) async throws -> String {
      try await installation.envoi("key", "add", "--name", "shop", "--scope", "send").succeeded().trimmingCharacters(in: .newlines)
    }

    private func kill(_ process: ServerProcess) {
      process.send(signal: SIGKILL)
      process.waitUntilGone()
      #expect(process.stop() == 128 + SIGKILL)
    }

    private static func head(_ path: String, _ key: String, _ type: String, length: Int) -> String {
      "POST \(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(key)\r\nContent-Type: \(type)\r\nContent-Length: \(length)\r\n"
    }

    /// Posts a message to two, with its reference as its key.
    ///
    /// - Returns: the answer where it is 202.
    private static func post(_ reference: String, _ key: String, on socket: TCPSocket) -> String? {
      let body = #"{"to": ["ann@a.test", "bob@a.test"], "subject": "Hello", "text": "x", "reference": "\#(reference)"}"#
      let head = head("/v1/messages", key, "application/json", length: body.utf8.count) + "Idempotency-Key: \(reference)\r\n\r\n"
      guard socket.send((head + body).utf8) else { return nil }
      var answer = ""
      while !answer.hasSuffix("}") {
        let more = socket.receive()
        guard !more.isEmpty else { return nil }
        answer += String(decoding: more, as: UTF8.self)
      }
      return answer.hasPrefix("HTTP/1.1 202 ") ? answer.components(separatedBy: "\r\n\r\n").last : nil
    }

    /// Each message has both of its rows.
    private func expectNothingHalf(_ installation: Installation) async throws {
      let halves = try await installation.database.row(
        """
        SELECT (SELECT count(*) FROM envoi.message m WHERE m.id > 0 AND (SELECT count(*) FROM envoi.queue q WHERE q.message_id = m.id) <> 2)
          + (SELECT count(*) FROM envoi.queue q WHERE NOT EXISTS (SELECT FROM envoi.message m WHERE m.id = q.message_id))
        """, as: Int.self)
      #expect(halves == 0)
    }

    @Test("What fifty connections were answered with 202 is in, once, and nothing half")
    func messages() async throws {
      let installation = try await Installation()
      let key = try await key(installation)
      let (process, port) = try await serve(installation)
      defer { process.stop() }
      let asked = Mutex<Set<String>>([])
      let answered = Mutex<[String: String]>([:])
      let gone = Mutex(0)
      for connection in 0..<50 {
        Thread.detachNewThread {
          defer { gone.withLock { $0 += 1 } }
          guard let socket = TCPSocket.connected(to: port) else { return }
          defer { socket.close() }
          for number in 0... {
            let reference = "\(connection)-\(number)"
            asked.withLock { _ = $0.insert(reference) }
            guard let answer = Self.post(reference, key, on: socket) else { return }
            answered.withLock { $0[reference] = answer }
          }
        }
      }
      try await eventually("many are answered: \(installation.log)", seconds: 60) { answered.withLock(\.count) >= 1000 }
      kill(process)
      try await eventually("all connections are at their ends", seconds: 20) { gone.withLock(\.self) == 50 }
      let told = answered.withLock(\.self)
      func rows() async throws -> [String: Int] {
        Dictionary(
          uniqueKeysWithValues: try await installation.database.rows(
            "SELECT reference, count(*) FROM envoi.queue GROUP BY 1", as: (String, Int).self))
      }
      let found = try await rows()
      #expect(told.keys.allSatisfy { found[$0] == 2 } && found.values.allSatisfy { $0 == 2 })
      #expect((told.count...told.count + 50).contains(found.count), "\(told.count) of \(found.count)")
      try await expectNothingHalf(installation)

      // Who asks again, whatever he was told, gets the same answer, and each is in once.
      let (next, again) = try await serve(installation)
      defer { next.stop() }
      let socket = try #require(TCPSocket.connected(to: again))
      defer { socket.close() }
      let references = asked.withLock(\.self)
      for reference in Array(references.subtracting(told.keys)) + told.keys.prefix(200) {
        let answer = try #require(Self.post(reference, key, on: socket))
        if let first = told[reference] { #expect(answer == first) }
      }
      #expect(try await rows() == Dictionary(uniqueKeysWithValues: references.map { ($0, 2) }))
    }

    @Test("Of a batch each line that was answered is in, and what is in is its beginning")
    func batch() async throws {
      let installation = try await Installation()
      let key = try await key(installation)
      let (process, port) = try await serve(installation)
      defer { process.stop() }
      let lines = (1...40_000).map { #"{"to": ["ann@a.test", "bob@a.test"], "subject": "Hello", "text": "x", "reference": "\#($0)"}"# }
      let body = lines.joined(separator: "\n")
      let socket = try #require(TCPSocket.connected(to: port))
      defer { socket.close() }
      Thread.detachNewThread {
        // It is killed before it has heard all.
        _ = socket.send((Self.head("/v1/messages/batch", key, "application/x-ndjson", length: body.utf8.count) + "\r\n" + body).utf8)
      }
      let answer = Mutex("")
      let isOver = Mutex(false)
      Thread.detachNewThread {
        while case let more = socket.receive(), !more.isEmpty { answer.withLock { $0 += String(decoding: more, as: UTF8.self) } }
        isOver.withLock { $0 = true }
      }
      try await eventually("some are answered: \(installation.log)", seconds: 60) { answer.withLock { $0.contains(#"{"line":"#) } }
      kill(process)
      try await eventually("the answer is at its end", seconds: 20) { isOver.withLock(\.self) }
      let told = answer.withLock(\.self).matches(of: /\{"line":([0-9]+),"id":[0-9]+,"rows":\[[0-9]+,[0-9]+\]\}\n/).compactMap { Int($0.1) }
      #expect(!told.isEmpty && told.count < lines.count)
      let (count, last) = try #require(
        try await installation.database.row(
          "SELECT count(*), max(reference::bigint) FROM envoi.queue WHERE recipient LIKE 'ann%'", as: (Int, Int).self))
      #expect(count == last && told.allSatisfy { $0 <= last }, "\(told.last ?? 0) told, \(count) in, the last is \(last)")
      try await expectNothingHalf(installation)
    }

    @Test("A filter that is being requeued is requeued to its end by the next process, and where it stood was noted with each batch")
    func operation() async throws {
      let installation = try await Installation()
      try await installation.envoi("user", "add", "ann@example.org").succeeded()
      try await installation.sql(
        """
        INSERT INTO envoi.queue (message_id, site_id, recipient, destination, status, reason)
        SELECT 1, s.id, 'u' || n || '@a.test', 'a.test', 'error', 'refused' FROM envoi.site s, generate_series(1, 100000) n
        """)
      try await installation.sql(
        """
        INSERT INTO envoi.operation (user_id, kind, actor, filter, rows, until)
        SELECT id, 'requeue', 'ann', '{"query": [["status", "error"]]}', 100000, now() FROM envoi.user
        """)
      let (first, _) = try await serve(installation)
      defer { first.stop() }
      try await eventually("some are requeued: \(installation.log)", seconds: 60) { try await installation.count("status = 'pending'") > 0 }
      kill(first)
      let requeued = try await installation.count("status = 'pending'")
      let noted = try await installation.count("id <= (SELECT done_to FROM envoi.operation) AND status = 'pending'")
      #expect(requeued < 100_000 && noted == requeued, "\(noted) of \(requeued)")
      let (second, _) = try await serve(installation)
      defer { second.stop() }
      try await eventually("all are requeued, each once: \(installation.log)", seconds: 120) {
        try await installation.database.row("SELECT count(*) FROM envoi.operation", as: Int.self) == 0
      }
      #expect(try await installation.count("status = 'pending' AND generation = 1 AND attempts = 0") == 100_000)
      let events = try await installation.database.row(
        "SELECT count(*), count(DISTINCT queue_id) FROM envoi.queue_event WHERE kind = 'requeued' AND actor = 'ann'", as: (Int, Int).self)
      #expect(events.map { $0 == (100_000, 100_000) } == true, "\(events.debugDescription)")
    }
  }
}
