import Crypto
import Envoi
import Foundation
import Postgres
import Support
import Testing

@testable import EnvoiWeb

@Suite("Callbacks over HTTP", .serialized)
struct CallbackRouteTests {
  private static let delivered = "status=delivered&messageId=A&err-code=0"

  @Test("a receipt is taken by GET, POST and twice, and answered as the gateway wants")
  func taken() async throws {
    try await Door.open { door in
      let ids = try await door.insertSent(2)
      #expect(try await door.ask("GET", "\(door.path(ids[0]))?\(Self.delivered)").status == 200)
      for _ in 1...2 {
        let answer = try await door.ask(
          "POST", door.path(ids[1]), ["Content-Type: application/x-www-form-urlencoded"], body: Self.delivered)
        #expect(answer.status == 200, "\(answer)")
      }
      #expect(try await door.count("status = 'delivered'") == 2)
      #expect(try await door.events == 2)
    }
  }

  @Test("what is forged, unknown, malformed or too large gets 4xx with a problem, and changes nothing")
  func refused() async throws {
    try await Door.open { door in
      let id = try await door.insertSent()[0]
      let form = ["Content-Type: application/x-www-form-urlencoded"]
      let large = String(repeating: "x", count: 70_000)
      let chunk = "11170\r\n\(large)\r\n0\r\n\r\n"
      for (status, method, path, headers, body) in [
        (404, "GET", "\(door.path(id))0?\(Self.delivered)", [], nil), (404, "GET", "/receipts/99/1.1.ab?\(Self.delivered)", [], nil),
        (404, "GET", "/receipts/x/1.1.ab", [], nil), (404, "GET", "\(door.path(id + 9))?\(Self.delivered)", [], nil),
        (404, "POST", "/incoming/\(door.gateway)/ab", form, "msisdn=33612345671&text=STOP"), (404, "GET", "/nothing", [], nil),
        (404, "GET", "/receipts/%2e%2e/../../etc/passwd", [], nil), (400, "GET", door.path(id), [], nil),
        (400, "POST", door.path(id), form, "status=dancing"), (413, "POST", door.path(id), form, Self.delivered + "&x=" + large),
        (413, "POST", door.path(id), form + ["Transfer-Encoding: chunked"], nil),
      ] as [(Int, String, String, [String], String?)] {
        let isChunked = headers.contains("Transfer-Encoding: chunked")
        let request = Answer.request(method, path, headers + ["Connection: close"], body: body) + (isChunked ? chunk : "")
        let answer = try await Answer.to(door.port, request)
        #expect(answer.status == status, "\(method) \(path.prefix(80)): \(answer.head)")
        #expect(answer.head.contains("application/problem+json") && answer.body.contains("\"status\":\(status)"), "\(answer)")
      }
      #expect(try await door.count("status = 'sent'") == 1)
      #expect(try await door.events == 0)
    }
  }

  @Test("a provider's signature is checked over the public URL with its query, behind a proxy that keeps the path and one that does not")
  func signed() async throws {
    try await Door.open(publicURL: "https://example.org/envoi", gateway: "twilio") { door in
      let ids = try await door.insertSent(2, by: "twilio")
      for (id, prefix) in zip(ids, ["", "/envoi"]) {
        let signed = "https://example.org/envoi\(door.path(id))?foo=1MessageSidAMessageStatusdelivered"
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: Data(signed.utf8), using: SymmetricKey(data: Data("12345".utf8)))
        func status(_ signature: String) async throws -> Int {
          try await door.ask(
            "POST", "\(prefix)\(door.path(id))?foo=1",
            ["Content-Type: application/x-www-form-urlencoded", "X-Twilio-Signature: \(signature)"],
            body: "MessageStatus=delivered&MessageSid=A"
          ).status
        }
        let before = try await door.events
        #expect(try await status(Data("wrong".utf8).base64EncodedString()) == 403)
        #expect(try await door.events == before)
        #expect(try await status(Data(code).base64EncodedString()) == 200)
      }
      #expect(try await door.count("status = 'delivered'") == 2)
    }
  }

  @Test("an incoming message is taken at the account's URL")
  func incoming() async throws {
    try await Door.open { door in
      let path = "/incoming/\(door.gateway)/\(door.tokens.account(transport: door.gateway))"
      let answer = try await door.ask(
        "POST", path, ["Content-Type: application/x-www-form-urlencoded"], body: "msisdn=33612345671&text=STOP&messageId=M1")
      #expect(answer.status == 200, "\(answer)")
      let stopped = try await door.database.withConnection {
        try await $0.rows("SELECT address::text FROM envoi.suppression", as: String.self)
      }
      #expect(stopped == ["+33612345671"])
    }
  }

  @Test("a thousand receipts at once are all taken, each once", .timeLimit(.minutes(5)))
  func many() async throws {
    try await Door.open { door in
      let ids = try await door.insertSent(500)
      // Each row's twice, on 250 connections that do not wait for an answer before they ask again.
      let sockets = try (0..<250).map { _ in try #require(TCPSocket.connected(to: door.port)) }
      defer { for socket in sockets { socket.close() } }
      let answers = await withTaskGroup(of: Answer.self) { group in
        for (index, socket) in sockets.enumerated() {
          let asked = [ids[2 * index], ids[2 * index + 1], ids[(2 * index + 2) % 500], ids[(2 * index + 3) % 500]]
          let requests = asked.enumerated().map { position, id in
            Answer.request("GET", "\(door.path(id))?\(Self.delivered)", position == 3 ? ["Connection: close"] : [])
          }
          group.addTask { await Answer.to(socket, requests.joined()) }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      let taken = answers.map { String(decoding: $0.bytes, as: UTF8.self).split(separator: "HTTP/1.1 200 ").count }
      #expect(taken.allSatisfy { $0 == 4 })
      #expect(try await door.count("status = 'delivered'") == 500)
      #expect(try await door.events == 500)
    }
  }

  @Test("the log has every request and no token, number or text")
  func log() async throws {
    try await Door.open { door in
      let id = try await door.insertSent()[0]
      let account = door.tokens.account(transport: door.gateway)
      _ = try await door.ask("GET", "\(door.path(id))?\(Self.delivered)")
      _ = try await door.ask("GET", "/receipts/\(door.gateway)/forged-token?secret-text")
      _ = try await door.ask("GET", "/nowhere/secret-text")
      _ = try await door.ask("GET", "/incoming/\(door.gateway)/\(account)?msisdn=33612345671&text=secret-text&messageId=M1")
      let lines = door.log.lines
      for line in [
        "info request method=GET ", "route=/receipts/{transport}/{token} status=200", "route=/receipts/{transport}/{token} status=404",
        "route=NotFound status=404", "notice a callback was refused transport=\(door.gateway) why=",
      ] { #expect(lines.contains { $0.contains(line) }, "\(line): \(lines)") }
      for secret in [door.tokens.row(id, generation: 1, transport: door.gateway), account, "forged-token", "secret-text", "33612345671"] {
        #expect(!lines.contains { $0.contains(secret) }, "\(secret): \(lines)")
      }
    }
  }
}
