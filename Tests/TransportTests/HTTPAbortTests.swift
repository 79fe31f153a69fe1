import Support
import Testing

@testable import Transport

@Suite("Aborting an HTTP connection")
struct HTTPAbortTests {
  @Test("ends the wait for an answer at once, and for good")
  func waiting() async throws {
    let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
    let server = try ScriptedHTTPServer { _ in
      waiting.yield()
      return .stall
    }
    let connection = try HTTPConnection(HTTPOptions())
    let list = RequestList(count: 2, to: server.url)
    async let trouble = connection.trouble(list)
    // With the ordinary time-outs nothing but the abort ends this within half a minute.
    for await _ in waits { break }
    connection.abort()
    #expect(await trouble?.kind == .stopped && list.names == ["inDoubt", ""])
    #expect(await connection.trouble(list)?.kind == .stopped && list.left == 1)
  }

  @Test("ends connecting and writing with nothing sent", arguments: ["https", "http"])
  func beforeSent(scheme: String) async throws {
    let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
    let server = try ScriptedHTTPServer(onHead: { _ in
      waiting.yield()
      return .hold("")
    })
    defer { server.stop() }
    // It does not speak TLS: whoever has connected waits.
    let connection = try HTTPConnection(HTTPOptions()) { step in
      if scheme == "https", case .note(let text) = step, text.hasPrefix("Connected to") { waiting.yield() }
    }
    let list = RequestList { _ in HTTPRequest(method: "POST", url: "\(scheme)://127.0.0.1:\(server.port)/", body: HTTPFaultTests.large) }
    async let trouble = connection.trouble(list)
    for await _ in waits { break }
    connection.abort()
    #expect(await trouble?.kind == .stopped && list.names == ["notSent"] && list.trouble()?.kind == .stopped)
    #expect(list.begun == (scheme == "http" ? [0] : []))
  }

  @Test("keeps an answer that has come, without the rest of its body")
  func withinBody() async throws {
    let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
    let server = try ScriptedHTTPServer { _ in .hold("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123") }
    defer { server.stop() }
    let connection = try HTTPConnection(HTTPOptions()) { if $0 == .received("Content-Length: ••••") { waiting.yield() } }
    let list = RequestList(to: server.url)
    async let trouble = connection.trouble(list)
    for await _ in waits { break }
    connection.abort()
    #expect(await trouble?.kind == .stopped && list.names == ["200 cut"] && list.response()?.body == Array("0123".utf8))
  }

  @Test("happens when the task is cancelled")
  func cancellation() async throws {
    let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
    let server = try ScriptedHTTPServer { _ in
      waiting.yield()
      return .stall
    }
    let connection = try HTTPConnection(HTTPOptions())
    let list = RequestList(to: server.url)
    let task = Task { await connection.trouble(list) }
    for await _ in waits { break }
    task.cancel()
    #expect(await task.value?.kind == .stopped && list.names == ["inDoubt"])
  }
}
