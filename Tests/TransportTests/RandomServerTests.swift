import Support
import Testing

@testable import Transport

@Suite("Whatever the HTTP server does")
struct RandomServerTests {
  /// How the server misbehaves about a request, drawn from a number; nil is not at all.
  static func action(_ seed: Int, _ request: ScriptedHTTPServer.Request, severity: Int) -> ScriptedHTTPServer.Action? {
    var hash = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(request.body.count)
    for byte in request.target.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash ^= hash >> 29
    hash &*= 0xBF58_476D_1CE4_E5B9
    hash ^= hash >> 32
    guard hash % 100 < severity else { return nil }
    let whole = "HTTP/1.1 200 OK\r\nContent-Length: \(request.target.count)\r\n\r\n\(request.target)"
    let actions: [ScriptedHTTPServer.Action] = [
      .close, .reset, .rawThenClose(whole), .rawThenClose(String(whole.prefix(10))), .rawThenClose(String(whole.dropLast())),
      .raw("HTTP/1.1 100 Continue\r\n\r\n\(whole)"), .raw("220 who are you\r\n"), .respond(503, [:], request.target),
      .respond(302, ["Location": "/elsewhere"], request.target), .raw(whole + whole),
    ]
    return hash / 100 % 97 == 0 ? .stall : actions[Int(hash / 100 % UInt64(actions.count))]
  }

  @Test("each request is finished once, arrives at most once, and has its own answer", arguments: 0..<40)
  func holds(seed: Int) async throws {
    let severity = 5 + seed % 5 * 12
    let server = try ScriptedHTTPServer {
      Self.action(seed, $0, severity: severity) ?? .respond(200, [:], $0.target)
    } onHead: {
      let isLarge = $0.headers["content-length"] != "1"
      guard isLarge, Self.action(seed, $0, severity: severity / 2) != nil else { return nil }
      return seed % 2 == 0 ? .reset : .rawThenClose("HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n")
    }
    defer { server.stop() }
    let large = [UInt8](repeating: 0x20, count: 3_000_000)
    let list = RequestList(count: 60) { number in
      HTTPRequest(method: "POST", url: "\(server.url)/\(number)", body: number % 13 == 5 ? large : [0x20])
    }
    let connection = try HTTPConnection(.impatient)
    while list.left > 0 { _ = await connection.trouble(list) }
    for number in 0..<60 {
      let arrived = server.requests.count { $0.target == "/\(number)" }
      let exchanges = list.exchanges(number)
      #expect(exchanges.count == 1 && list.begun.count { $0 == number } <= 1)
      switch exchanges.first {
      case .answered(let response):
        // A refusal may come before the server has all of it.
        #expect(arrived == 1 || response.status >= 300 && arrived == 0)
        #expect("/\(number)".utf8.starts(with: response.body))
      case .notSent: #expect(arrived == 0)
      default: #expect(exchanges.first?.name == "inDoubt" && arrived <= 1 && list.begun.contains(number))
      }
    }
    #expect(!server.requests.contains { $0.target == "/elsewhere" })
  }
}
