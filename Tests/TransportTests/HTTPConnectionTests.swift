import Support
import Testing

@testable import Transport

@Suite("An HTTP connection")
struct HTTPConnectionTests {
  @Test("sends requests as they are, one after another, over one connection and on one thread")
  func requests() async throws {
    let server = try ScriptedHTTPServer { request in
      .respond(200, ["Set-Cookie": "a=b", "X-Method": request.method], request.target + request.text)
    }
    let methods = ["GET", "POST", "DELETE", "PUT", "PATCH", "POST"]
    let list = RequestList(count: 60) { number in
      let method = methods[number % 6]
      return HTTPRequest(
        method: method, url: "\(server.url)/a%20b?n=\(number)",
        headers: [try HTTPHeader(name: "X-Number", value: "\(number)"), try HTTPHeader(name: "X-Empty", value: "")],
        body: ["GET", "DELETE"].contains(method) || number % 6 == 5 ? nil : Array("{\"n\":\(number)}".utf8))
    }
    let connection = try HTTPConnection(HTTPOptions())
    #expect(await connection.trouble(list) == nil)
    for (number, request) in server.requests.enumerated() {
      let hasBody = [1, 3, 4].contains(number % 6)
      #expect(request.method == methods[number % 6] && request.target == "/a%20b?n=\(number)")
      #expect(request.text == (hasBody ? "{\"n\":\(number)}" : "") && request.headers["x-number"] == "\(number)")
      var names: Set = ["host", "accept", "user-agent", "x-number", "x-empty"]
      if hasBody || number % 6 == 5 { names.insert("content-length") }
      #expect(Set(request.headers.keys) == names && request.headers["user-agent"] == "Envoi")
      let response = list.response(number)
      #expect(response?.status == 200 && response?["x-METHOD"] == request.method && response?.isCut == false)
      #expect(String(decoding: response?.body ?? [], as: UTF8.self) == request.target + request.text)
    }
    #expect(server.requests.count == 60 && server.connections == 1)
    #expect(list.begun == Array(0..<60) && list.threads == ["http"])
  }

  @Test("sends a large body at once, without asking whether it may")
  func largeBody() async throws {
    let server = try ScriptedHTTPServer()
    let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0) }
    let list = RequestList(count: 2) { _ in HTTPRequest(method: "POST", url: server.url, body: body) }
    #expect(await (try HTTPConnection(HTTPOptions())).trouble(list) == nil)
    #expect(server.requests.map(\.body) == [body, body] && server.requests[0].headers["expect"] == nil)
  }

  @Test(
    "takes every answer as one, and follows nothing",
    arguments: [
      ("HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
      (
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nX: early\r\n\r\nHTTP/1.1 200 OK\r\nX:\t late \r\nContent-Length: 2\r\n\r\nok",
        200, "ok"
      ),
      (
        "HTTP/1.1 202 OK\r\nX: late\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX: trailer\r\nY: 1\r\n\r\n",
        202, "abcde"
      ),
      ("HTTP/1.0 500 \r\nx: late\r\nContent-Length: 13\r\n\r\n<html></html>", 500, "<html></html>"),
      ("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nX: late\r\nContent-Length: 0\r\n\r\n", 401, ""),
      ("HTTP/1.1 417 No\r\nX: late\r\nContent-Length: 0\r\n\r\n", 417, ""),
      ("HTTP/1.1 307 Elsewhere\r\nX: late\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", 307, ""),
      ("HTTP/1.1 302 Elsewhere\r\nX: late\r\nLocation: http://[broken\r\nContent-Length: 0\r\n\r\n", 302, ""),
    ])
  func answers(text: String, status: Int, body: String) async throws {
    let server = try ScriptedHTTPServer { _ in .raw(text) }
    let list = RequestList(count: 2, to: server.url)
    #expect(await (try HTTPConnection(.impatient)).trouble(list) == nil)
    for number in 0..<2 {
      let response = list.response(number)
      #expect(response?.status == status && response?.body == Array(body.utf8) && response?.isCut == false)
      #expect(response?["x"] == (status == 204 ? nil : "late") && response?["Y"] == nil)
    }
    #expect(server.requests.map(\.target) == ["/", "/"])
  }

  @Test(
    "reads no more of a body than its limit, and goes on", arguments: ["", "Content-Length: 3000000000\r\n", "Content-Encoding: gzip\r\n"])
  func limit(header: String) async throws {
    let server = try ScriptedHTTPServer { request in
      request.connection == 0 ? .endless("HTTP/1.1 200 OK\r\n\(header)\r\n") : .respond(200, [:], "short")
    }
    let list = RequestList(count: 2, to: server.url)
    var options = HTTPOptions()
    options.bodyLimit = 100_000
    #expect(await (try HTTPConnection(options)).trouble(list) == nil)
    #expect(list.response(0)?.body == [UInt8](repeating: UInt8(ascii: "0"), count: 100_000) && list.names == ["200 cut", "200"])
  }

  @Test("sends further requests of an item before it takes the next")
  func further() async throws {
    let server = try ScriptedHTTPServer()
    let list = RequestList(
      count: 2,
      further: { item, _ in
        let sent = server.requests.count - item * 3
        return sent < 3 ? HTTPRequest(method: "GET", url: "\(server.url)/\(item)/\(sent)") : nil
      }
    ) { HTTPRequest(method: "GET", url: "\(server.url)/\($0)/0") }
    #expect(await (try HTTPConnection(HTTPOptions())).trouble(list) == nil)
    #expect(server.requests.map(\.target) == ["/0/0", "/0/1", "/0/2", "/1/0", "/1/1", "/1/2"])
    #expect(list.begun == [0, 0, 0, 1, 1, 1] && list.names == ["200, 200, 200", "200, 200, 200"])
  }

  @Test("finishes what cannot be sent, and goes on")
  func unsendable() async throws {
    let server = try ScriptedHTTPServer()
    let bad: [HTTPRequest?] = [
      nil, HTTPRequest(method: "GET / HTTP/1.1\r\nX:", url: server.url), HTTPRequest(method: "BREW", url: server.url),
      HTTPRequest(method: "GET", url: "ftp://127.0.0.1:\(server.port)/"), HTTPRequest(method: "GET", url: "file:///etc/passwd"),
      HTTPRequest(method: "GET", url: "\(server.url)/a b"), HTTPRequest(method: "GET", url: "\(server.url)/\r\nX: y"),
      HTTPRequest(method: "GET", url: "\(server.url)/\0"), HTTPRequest(method: "GET", url: ""),
      HTTPRequest(method: "GET", url: "http://127.0.0.1:99999/"),
    ]
    let list = RequestList(count: bad.count + 1) { number in
      guard number < bad.count else { return HTTPRequest(method: "GET", url: "\(server.url)/good") }
      guard let request = bad[number] else { throw RequestList.CannotCompose() }
      return request
    }
    #expect(await (try HTTPConnection(HTTPOptions())).trouble(list) == nil)
    #expect(list.names == bad.map { _ in "unsendable" } + ["200"])
    #expect(server.requests.map(\.target) == ["/good"] && list.begun == [bad.count])
  }

  @Test("writes nothing of a request whose beginning could not be noted")
  func intent() async throws {
    let server = try ScriptedHTTPServer()
    let list = RequestList(count: 3, refusesIntent: 1) { HTTPRequest(method: "POST", url: server.url, body: Array("\($0)".utf8)) }
    #expect(await (try HTTPConnection(HTTPOptions())).trouble(list)?.kind == .stopped)
    #expect(list.names == ["200", "notSent", ""] && list.trouble(1)?.kind == .stopped && server.requests.map(\.text) == ["0"])
  }

  @Test("opens a new connection after it was closed")
  func close() async throws {
    let server = try ScriptedHTTPServer()
    let connection = try HTTPConnection(HTTPOptions())
    for _ in 0..<2 {
      #expect(await connection.trouble(RequestList(count: 2, to: server.url)) == nil)
      await connection.close()
    }
    #expect(server.connections == 2 && server.requests.count == 4)
  }

  @Test("shows in its transcript and in descriptions neither path nor query nor a header's value")
  func secrets() async throws {
    let server = try ScriptedHTTPServer { _ in .respond(200, ["X-Token": "geheim"], "{\"ok\":true}") }
    let steps = StepList()
    let request = HTTPRequest(
      method: "POST", url: "http://geheim:geheim@127.0.0.1:\(server.port)/geheim?key=geheim#geheim",
      headers: [try HTTPHeader(name: "Authorization", value: "Bearer geheim")], body: Array("geheim".utf8))
    let connection = try HTTPConnection(HTTPOptions()) { steps.append($0) }
    #expect(await connection.trouble(RequestList(count: 2) { _ in request }) == nil)
    #expect(server.requests[1].target == "/geheim?key=geheim" && server.requests[1].headers["authorization"] == "Bearer geheim")
    #expect(steps.all.contains(.sent("POST http://127.0.0.1:\(server.port)/••••")) && steps.all.contains(.sent("Authorization: ••••")))
    #expect(steps.all.contains(.received("HTTP/1.1 200 scripted")) && steps.all.contains(.received("X-Token: ••••")))
    #expect(steps.all.contains(.body("{\"ok\":true}")))
    #expect(!"\(steps.all)".contains("geheim"))
    #expect("\(request)" == "POST http://127.0.0.1:\(server.port)")
    var dumped = ""
    dump((request, request.headers), to: &dumped)
    #expect(!dumped.contains("geheim") && !"\(request.headers)".contains("geheim"))
    server.stop()
    let failed = RequestList { _ in request }
    let trouble = await connection.trouble(failed)
    #expect(
      trouble?.stage == .connect && trouble?.message.contains("geheim") == false && trouble?.message.contains("\(server.port)") == true)
  }
}
