import Envoi
import Foundation
import Hummingbird
import Support
import Testing

@testable import EnvoiWeb

/// What the bodies of all requests take at once is bounded: each claims its length before any of it is read.
@Suite("Many long bodies at once", .serialized)
struct BodyBudgetTests {
  /// Three of them are nearly all that there is.
  private static let length = 85_000_000

  private func open(_ body: @Sendable (Door) async throws -> Void) async throws {
    try await Door.open { door in
      _ = try await Sites(door.database).set("example.org", settings: SiteSettings(attachmentLimit: 100_000_000))
      try await body(door)
    }
  }

  /// Says that a body comes, and sends nothing of it.
  private func announce(_ door: Door, _ path: String, _ headers: [String]) throws -> TCPSocket {
    let socket = try #require(TCPSocket.connected(to: door.port))
    socket.send(Answer.request("POST", path, headers).utf8)
    return socket
  }

  /// The answer to who says that 20 MB come; of status 0 where they are waited for.
  private func ask(_ door: Door, _ path: String, _ headers: [String]) async throws -> Answer {
    let socket = try announce(door, path, headers + ["Content-Length: 20000000", "Connection: close"])
    defer { socket.close() }
    var patience = timeval(tv_sec: 1, tv_usec: 0)
    setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    return await Answer.to(socket, "")
  }

  private func isAnswered(_ socket: TCPSocket) -> Bool {
    var byte: UInt8 = 0
    return recv(socket.descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) >= 0
  }

  /// Refused, and told to come again, while the others hold what there is; not any more when they are gone.
  private func check(_ door: Door, _ path: String, _ headers: [String], _ lengths: [String], meanwhile: () async throws -> Int)
    async throws
  {
    var holders = try lengths.map { try announce(door, path, headers + [$0]) }
    defer { for holder in holders { holder.close() } }
    try await eventually("one more is refused") {
      // One that came in behind the question may have been refused in its place.
      for (index, length) in lengths.enumerated() where isAnswered(holders[index]) {
        holders[index].close()
        holders[index] = try announce(door, path, headers + [length])
      }
      let answer = try await ask(door, path, headers)
      return answer.status == 503 && answer.head.lowercased().contains("retry-after: 1")
    }
    #expect((200...299).contains(try await meanwhile()))
    for holder in holders { holder.shutDown() }
    try await eventually("one more is waited for") { try await ask(door, path, headers).status == 0 }
  }

  @Test("to the API one more is told to come again, and short ones pass; one that is too long is refused at its head")
  func api() async throws {
    try await open { door in
      let token = try await door.key().token
      let headers = ["Authorization: Bearer \(token)", "Content-Type: application/json"]
      let lengths = [String](repeating: "Content-Length: \(Self.length)", count: 3)
      try await check(door, "/v1/messages", headers, lengths) {
        try await door.post("/v1/messages", #"{"to": "ann@b.test", "text": "x"}"#, token).status
      }
      let long = Answer.request("POST", "/v1/messages", headers + ["Content-Length: 200000000", "Connection: close"])
      #expect(try await Answer.to(door.port, long).status == 413)
    }
  }

  @Test("to the pages, too")
  func pages() async throws {
    try await open { door in
      let editor = try await Editor.logIn(door, "ed@example.org", .editor, on: nil)
      let headers = ["Cookie: __Host-envoi=\(editor.token)", "Content-Type: multipart/form-data; boundary=XX"]
      let lengths = [String](repeating: "Content-Length: \(Self.length)", count: 3)
      try await check(door, "/admin/compose?site=example.org", headers, lengths) {
        try await editor.get("/admin/compose?site=example.org").status
      }
    }
  }

  @Test("a line of a batch counts as far as it has come, and no longer than it is needed")
  func lines() async throws {
    let budget = BodyBudget()
    let whole = String(repeating: "{}\n", count: 100_000)
    let (first, second) = (ByteBuffer(string: whole + "{"), ByteBuffer(repeating: UInt8(ascii: "x"), count: 1_000_000))
    let (chunks, more) = AsyncStream<ByteBuffer>.makeStream()
    for chunk in [first, second, second] { more.yield(chunk) }
    more.finish()
    var lines = LineBlocks(RequestBody(asyncSequence: chunks), longest: 10_000_000, within: budget)
    // All but what the line takes.
    try budget.take(BodyBudget.limit - 2_000_001)
    #expect(try await lines.next() == Array(whole.utf8))
    #expect(throws: Overloaded.self) { try budget.take(2_000_001 - 300_001 + 1) }
    #expect(try await lines.next()?.count == 2_000_001)
    #expect(try await lines.next() == nil)
    try budget.take(2_000_001)
    budget.giveBack(2_000_001)
    lines.close()

    var long = LineBlocks(RequestBody(buffer: second), longest: 2_000_000, within: budget)
    try budget.take(1_500_000)
    await #expect(throws: Overloaded.self) { _ = try await long.next() }
    long.close()
    try budget.take(500_001)
    #expect(throws: Overloaded.self) { try budget.take(1) }
  }
}
