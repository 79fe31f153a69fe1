import Foundation
import Postgres
import Support
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("The queue's list, live")
struct LiveQueueTests {
  private func serve(_ body: @Sendable (Door, _ request: String, _ user: User) async throws -> Void) async throws {
    try await Door.open {
      $0.beat = .milliseconds(100)
    } _: { door in
      let browser = try await Browser.of(door, [(nil, .operator)])
      let user = try #require(try await door.users.list().first)
      let cookie = try #require(browser.cookie)
      try await body(door, Answer.request("GET", "/admin/queue/live", ["Cookie: __Host-envoi=\(cookie)"]), user)
    }
  }

  private func open(_ door: Door, _ request: String) throws -> TCPSocket {
    let socket = try #require(TCPSocket.connected(to: door.port))
    socket.send(request.utf8)
    return socket
  }

  @Test("what is shown ends with the session, and with the user's being disabled")
  func ends() async throws {
    for isLogout in [true, false] {
      try await serve { door, request, user in
        let socket = try open(door, request)
        defer { socket.close() }
        #expect(await socket.text(until: "event: part").hasPrefix("HTTP/1.1 200"))
        if isLogout {
          try await door.database.withConnection { _ = try await $0.execute("DELETE FROM envoi.session") }
        } else {
          try await door.database.withConnection { _ = try await $0.execute("UPDATE envoi.user SET enabled = false") }
        }
        #expect(await socket.text(until: "0\r\n\r\n").hasSuffix("0\r\n\r\n"))
      }
    }
  }

  @Test("a user whose rights shrink sees from then on what is left")
  func shrinks() async throws {
    try await serve { door, request, user in
      try await door.database.withConnection { connection in
        _ = try await connection.execute(
          """
          INSERT INTO envoi.queue (message_id, site_id, recipient, destination)
          SELECT 0, id, 'ann@a.test', 'a.test' FROM envoi.site
          """)
      }
      let socket = try open(door, request)
      defer { socket.close() }
      #expect(await socket.text(until: "event: part", "ann@a.test", "\n\n").contains("ann@a.test"))
      try await door.database.withConnection { _ = try await $0.execute("DELETE FROM envoi.user_role") }
      #expect(await !socket.text(until: "event: part", "\n\n").contains("ann@a.test"))
    }
  }

  @Test("twenty streams are all that a user has at a time, and one that ends makes room")
  func most() async throws {
    try await serve { door, request, _ in
      var sockets: [TCPSocket] = []
      defer { for socket in sockets { socket.close() } }
      for _ in 1...20 {
        sockets.append(try open(door, request))
        #expect(await sockets[sockets.count - 1].text(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200"))
      }
      let refused = try open(door, request)
      defer { refused.close() }
      #expect(await refused.text(until: "\r\n\r\n").hasPrefix("HTTP/1.1 429"))
      sockets.removeFirst().close()
      try await eventually("there is room") {
        sockets.append(try open(door, request))
        return await sockets[sockets.count - 1].text(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200")
      }
    }
  }
}
