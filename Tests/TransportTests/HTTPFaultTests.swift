import Support
import Testing

@testable import Transport

@Suite("A fault of an HTTP server")
struct HTTPFaultTests {
  @Test("a connection that was closed while nothing was asked costs nothing")
  func idleClose() async throws {
    let server = try ScriptedHTTPServer()
    let list = RequestList(count: 4, to: server.url, beforeNext: { if $0 > 0 { server.disconnect() } })
    #expect(await (try HTTPConnection(HTTPOptions())).trouble(list) == nil)
    #expect(list.names == ["200", "200", "200", "200"] && server.requests.map(\.text) == ["0", "1", "2", "3"] && server.connections == 4)
  }

  @Test("what a server says while nothing was asked is not the next answer")
  func unasked() async throws {
    let server = try ScriptedHTTPServer()
    let list = RequestList(
      count: 2, to: server.url, beforeNext: { if $0 == 1 { server.say("HTTP/1.1 408 Too slow\r\nContent-Length: 0\r\n\r\n", on: 0) } })
    #expect(await (try HTTPConnection(HTTPOptions())).trouble(list) == nil)
    #expect(list.names == ["200", "200"] && server.connections == 2 && server.requests.count == 2)
  }

  @Test("a connection that dies instead of an answer leaves the request in doubt, and it is sent once", arguments: [false, true])
  func death(isReset: Bool) async throws {
    let server = try ScriptedHTTPServer { $0.text == "1" ? (isReset ? .reset : .close) : .respond(200) }
    let list = RequestList(count: 3, to: server.url)
    #expect(await (try HTTPConnection(HTTPOptions())).trouble(list) == nil)
    #expect(list.names == ["200", "inDoubt", "200"] && server.requests.map(\.text) == ["0", "1", "2"])
    #expect(list.begun == [0, 1, 2])
    guard case .inDoubt(let reason) = list.exchanges(1)[0] else { return }
    #expect(reason == "no answer from \(server.url): the connection was closed")
  }

  @Test(
    "what is not a whole answer leaves the request in doubt, and is trouble where nothing was answered before",
    arguments: [
      ScriptedHTTPServer.Action.close, .reset, .stall, .raw("SSH-2.0-OpenSSH_9.2\r\n"), .rawThenClose("HTTP/1.1 200 OK\r\nX: "),
      .rawThenClose("HTTP/1.1 200 OK\r\nX: y\r\n"), .rawThenClose("HTTP/1.1 100 Continue\r\n\r\n"),
      .drip("HTTP/1.1 200 OK\r\nX: \(String(repeating: "y", count: 500))", 20), .endless("HTTP/1.1 200 OK\r\nX: "),
      .rawThenClose("HTTP/1.1 200 OK\r\n\(String(repeating: "X: 0123456789\r\n", count: 5000))\r\n"),
    ])
  func noAnswer(action: ScriptedHTTPServer.Action) async throws {
    let server = try ScriptedHTTPServer { _ in action }
    let list = RequestList(count: 2, to: server.url)
    let connection = try HTTPConnection(.impatient)
    let trouble = await connection.trouble(list)
    #expect(trouble?.stage == .transaction && trouble?.kind == .temporary)
    #expect(list.names == ["inDoubt", ""] && list.left == 1 && server.requests.map(\.text) == ["0"])
  }

  @Test("a body that breaks off or drips is an answer that is cut")
  func brokenBody() async throws {
    let start = "HTTP/1.1 201 OK\r\nContent-Length: 1000\r\n\r\n0123456789"
    let server = try ScriptedHTTPServer { $0.text == "0" ? .rawThenClose(start) : .drip(start + String(repeating: "x", count: 400), 10) }
    let list = RequestList(count: 2, to: server.url)
    #expect(await (try HTTPConnection(.impatient)).trouble(list) == nil)
    #expect(list.names == ["201 cut", "201 cut"] && list.response(0)?.body == Array("0123456789".utf8))
    #expect(list.response(1)?.body.starts(with: "0123456789".utf8) == true)
  }

  static let large = [UInt8](repeating: 0x20, count: 20_000_000)

  @Test("a request that was not written as a whole was certainly not sent", arguments: [true, false])
  func partial(isReset: Bool) async throws {
    let server = try ScriptedHTTPServer(onHead: { $0.target == "/large" ? (isReset ? .reset : .close) : nil })
    let list = RequestList(count: 3) {
      HTTPRequest(method: "POST", url: "\(server.url)/\($0 == 1 ? "large" : "")", body: $0 == 1 ? Self.large : [])
    }
    #expect(await (try HTTPConnection(.impatient)).trouble(list)?.kind == .temporary)
    #expect(list.names == ["200", "notSent", ""] && list.trouble(1)?.stage == .transaction && list.begun == [0, 1])
  }

  @Test("a server can refuse before it has all of a request, and not accept", arguments: [(413, "413"), (200, "notSent")])
  func early(status: Int, expected: String) async throws {
    let server = try ScriptedHTTPServer(onHead: { _ in .hold("HTTP/1.1 \(status) early\r\nContent-Length: 0\r\n\r\n") })
    defer { server.stop() }
    let list = RequestList { _ in HTTPRequest(method: "POST", url: server.url, body: Self.large) }
    _ = await (try HTTPConnection(.impatient)).trouble(list)
    #expect(list.names == [expected])
  }

  @Test("a server that is not there, or does not come to TLS, was sent nothing")
  func unreachable() async throws {
    let server = try ScriptedHTTPServer()
    let port = server.port
    defer { server.stop() }
    let slow = RequestList(to: "https://localhost:\(port)/")
    // It waits for a request in clear, we for its greeting.
    let trouble = await (try HTTPConnection(.impatient)).trouble(slow)
    #expect(trouble?.stage == .tls && trouble?.kind == .temporary && slow.names == ["notSent"] && slow.begun.isEmpty)
    server.stop()
    let gone = RequestList(count: 2, to: "http://127.0.0.1:\(port)/")
    #expect(await (try HTTPConnection(.impatient)).trouble(gone)?.stage == .connect)
    let unknown = RequestList(to: "http://nowhere.invalid/")
    #expect(await (try HTTPConnection(.impatient)).trouble(unknown)?.stage == .resolve)
    #expect(gone.names == ["notSent", ""] && gone.begun.isEmpty && unknown.names == ["notSent"])
  }
}
