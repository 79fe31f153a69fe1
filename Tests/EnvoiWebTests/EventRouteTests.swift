import Envoi
import Foundation
import Postgres
import Support
import Testing

@testable import EnvoiWeb

@Suite("GET /events")
struct EventRouteTests {
  /// A server, and a request of somebody who may read.
  private func serve(
    beat: Duration = .seconds(15), _ body: @Sendable (Door, _ request: ([String]) -> String) async throws -> Void
  ) async throws {
    try await Door.open {
      $0.beat = beat
    } _: { door in
      let token = try await door.key([.read]).token
      try await body(door) { Answer.request("GET", "/v1/events", ["Authorization: Bearer \(token)"] + $0) }
    }
  }

  private func send(_ database: Pool) async throws -> Int {
    let id = try await database.withConnection { connection in
      try await connection.row(
        """
        INSERT INTO envoi.queue (message_id, site_id, recipient, destination, status, reason, reference)
        VALUES (1, 1, 'ann@a.test', 'a.test', 'error', 'in_doubt', E'a"b') RETURNING id
        """, as: Int.self)
    }
    try await database.withConnection { _ = try await $0.execute("UPDATE envoi.queue SET status = 'sent' WHERE id = \(id ?? 0)") }
    return id ?? 0
  }

  @Test("a change comes as an event with its id and its data")
  func event() async throws {
    try await serve { door, request in
      let socket = try #require(TCPSocket.connected(to: door.port))
      defer { socket.close() }
      socket.send(request([]).utf8)
      let head = await socket.text(until: "\r\n\r\n", ":\n\n").lowercased()
      #expect(head.hasPrefix("http/1.1 200") && head.contains("content-type: text/event-stream\r\n"), "\(head)")
      #expect(head.contains("cache-control: no-store\r\n"), "\(head)")
      let id = try await send(door.database)
      let text = await socket.text(until: "data: ", "\n\n")
      #expect(text.contains("event: sent\nid: \(id).1.sent\ndata: {"), "\(text)")
      let json = try #require(text.firstMatch(of: /data: (.*)\n\n/)).1
      let data = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
      #expect(data["row"] as? Int == id && data["recipient"] as? String == "ann@a.test" && data["reference"] as? String == "a\"b")
    }
  }

  @Test("who comes again is told that something may be missing")
  func again() async throws {
    try await serve { door, request in
      let socket = try #require(TCPSocket.connected(to: door.port))
      defer { socket.close() }
      socket.send(request(["Last-Event-ID: 7.1.sent"]).utf8)
      #expect(await socket.text(until: "event: dropped\ndata: {}\n\n").contains("event: dropped"))
    }
  }

  @Test("twenty streams are all that a key has at a time; other keys have their own, and one that ends makes room")
  func most() async throws {
    try await serve(beat: .milliseconds(100)) { door, request in
      let other = try await door.key([.read]).token
      func open(_ request: String) async throws -> (TCPSocket, String) {
        let socket = try #require(TCPSocket.connected(to: door.port))
        socket.send(request.utf8)
        return (socket, await socket.text(until: "\r\n\r\n"))
      }
      var sockets: [TCPSocket] = []
      defer { for socket in sockets { socket.close() } }
      for _ in 1...20 {
        let (socket, head) = try await open(request([]))
        sockets.append(socket)
        #expect(head.hasPrefix("HTTP/1.1 200"), "\(head)")
      }
      let (refused, head) = try await open(request([]))
      refused.close()
      #expect(head.hasPrefix("HTTP/1.1 429") && head.lowercased().contains("retry-after: 60"), "\(head)")
      let (socket, theirs) = try await open(Answer.request("GET", "/v1/events", ["Authorization: Bearer \(other)"]))
      sockets.append(socket)
      #expect(theirs.hasPrefix("HTTP/1.1 200"), "\(theirs)")
      sockets.removeFirst().close()
      try await eventually("there is room") {
        let (socket, head) = try await open(request([]))
        sockets.append(socket)
        return head.hasPrefix("HTTP/1.1 200")
      }
    }
  }

  @Test("the stream of a key that is revoked ends")
  func revoked() async throws {
    try await serve(beat: .milliseconds(100)) { door, request in
      let socket = try #require(TCPSocket.connected(to: door.port))
      defer { socket.close() }
      socket.send(request([]).utf8)
      _ = await socket.text(until: ":\n\n")
      let key = try #require(try await Keys(door.database).list().first)
      _ = try await Keys(door.database).revoke(key.id, by: Actor(name: "test"))
      #expect(await socket.text(until: "0\r\n\r\n").hasSuffix("0\r\n\r\n"))
      #expect(try await door.ask("GET", "/healthz").status == 200)
    }
  }

  @Test("a shutdown ends the streams, and a client that is gone is forgotten")
  func ends() async throws {
    try await serve { door, request in
      func listening() async throws -> Int? {
        try await door.database.withConnection {
          try await $0.row(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'", as: Int.self)
        }
      }
      let gone = try #require(TCPSocket.connected(to: door.port))
      gone.send(request([]).utf8)
      _ = await gone.text(until: ":\n\n")
      #expect(try await listening() == 1)
      gone.close()
      try await eventually("nobody listens") {
        // It is seen at the next write.
        _ = try await send(door.database)
        return try await listening() == 0
      }
      let staying = try #require(TCPSocket.connected(to: door.port))
      defer { staying.close() }
      staying.send(request([]).utf8)
      _ = await staying.text(until: ":\n\n")
      await door.shutDown()
      #expect(await staying.text(until: "never said").hasSuffix("0\r\n\r\n"))
    }
  }
}
