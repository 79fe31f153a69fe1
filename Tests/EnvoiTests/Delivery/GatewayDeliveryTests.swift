import Foundation
import Postgres
import Support
import Testing

@testable import Envoi

@Suite("What a gateway gets, and what its answers do", .staged)
struct GatewayDeliveryTests: GatewayPasses {
  @Test("each row is one request, and sent with the gateway's id, over as few connections as it takes")
  func one() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { _ in Self.good }
    defer { server.stop() }
    try await connect(server, connections: 4)
    let ids = try await enqueue(
      #"{"channel": "sms", "from": "Envoi", "text": "Hello {{name}}", "to": [{"address": "+33 6 12 34 56 78", "name": "Ann"}, {"address": "+447400123456", "name": "Bob"}]}"#
    )
    let reports = try await send(publicURL: PublicURL("https://envoi.test/x"))
    #expect(reports.map(\.sent) == [2] && reports.map(\.errors) == [0])
    let sent = try sent(server).sorted { $0.to < $1.to }
    #expect(sent.map(\.to) == ["+33612345678", "+447400123456"] && sent.map(\.text) == ["Hello Ann", "Hello Bob"])
    #expect(sent.allSatisfy { $0.from == "Envoi" })
    let transport = try await SiteTransports(stage.database, secretKey: nil).find("gw", of: stage.site).id
    let tokens = ReceiptTokens(secretKey: try key())
    #expect(sent.map(\.reference) == ids.map { tokens.row($0, generation: 1, transport: transport) })
    #expect(sent.map(\.receipt) == sent.map { "https://envoi.test/x/receipts/\(transport)/\($0.reference ?? "")" })
    for id in ids {
      let row = try await stage.row(id)
      #expect(row.status == .sent && row.remoteID == "M1" && row.replyCode == 200 && row.attempts == 1 && row.channel == .sms)
      #expect(row.receipt?.isLate == false)
    }
    #expect(try await stage.values("SELECT DISTINCT destination FROM envoi.queue", as: String.self) == ["gw"])
    #expect(server.connections <= 2)
  }

  @Test("without a public URL no receipt is asked for")
  func noReceipt() async throws {
    let server = try ScriptedHTTPServer { _ in Self.good }
    defer { server.stop() }
    try await connect(server)
    _ = try await enqueueOne()
    _ = try await send()
    #expect(try sent(server).map(\.receipt) == [nil])
  }

  @Test(
    "what the gateway answers decides about the row",
    arguments: [
      (ScriptedHTTPServer.Action.respond(503), "error/deferred", 1, true),
      (.respond(400, [:], "no"), "error/refused", 1, false),
      (.respond(200, [:], #"{"status": "bad"}"#), "error/deferred", 1, true),
      (.respond(200, [:], "<html>Welcome"), "error/in_doubt", 1, true),
      (.respond(200), "error/in_doubt", 1, true),
      (.close, "error/in_doubt", 1, true),
      (.respond(302, ["Location": "https://elsewhere.test/?secret=1"]), "pending", 0, false),
      (.respond(401), "pending", 0, false),
    ])
  func answers(_ action: ScriptedHTTPServer.Action, _ state: String, attempts: Int16, retries: Bool) async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { _ in action }
    defer { server.stop() }
    try await connect(server)
    let id = try await enqueueOne()
    let reports = try await send()
    let row = try await stage.row(id)
    #expect(try await stage.state(id) == state && row.attempts == attempts && (row.retryAt != nil) == retries, "\(row)")
    #expect(server.requests.count == 1)
    let transport = try await SiteTransports(stage.database, secretKey: nil).find("gw", of: stage.site)
    #expect((transport.pausedUntil != nil) == (state == "pending"))
    #expect((reports.first?.trouble != nil) == (state == "pending"))
    let words = [row.reply ?? "", transport.trouble ?? ""]
    #expect(!words.contains { $0.contains("secret") }, "\(words)")
  }

  @Test("429 is not charged to the row, and the pause is what Retry-After says")
  func throttled() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { _ in .respond(429, ["Retry-After": "77"]) }
    defer { server.stop() }
    try await connect(server)
    let id = try await enqueueOne()
    _ = try await send()
    #expect(try await stage.state(id) == "pending")
    let pause: Double = try await stage.value(
      "SELECT extract(epoch FROM paused_until - now())::float8 FROM envoi.transport WHERE name = 'gw'")
    #expect((70...77).contains(pause))
  }

  @Test("a request that was not answered is sent again under the same reference; with hold it waits for an operator")
  func inDoubt() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { _ in .close }
    defer { server.stop() }
    try await connect(server)
    let id = try await enqueueOne()
    _ = try await send()
    try await stage.execute("UPDATE envoi.queue SET retry_at = now() WHERE id = \(id)")
    _ = try await send(.retry)
    let references = try sent(server).map(\.reference)
    #expect(references.count == 2 && Set(references).count == 1 && references[0] != nil)
    #expect(try await stage.state(id) == "error/in_doubt")

    _ = try await Sites(stage.database).set("example.org", settings: SiteSettings(onDoubt: .hold))
    let held = try await enqueueOne()
    _ = try await send()
    let row = try await stage.row(held)
    #expect(row.reason == .inDoubt && row.retryAt == nil)
  }

  @Test("a gateway that is down touches no row")
  func down() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { _ in Self.good }
    try await connect(server)
    server.stop()
    let id = try await enqueueOne()
    let reports = try await send()
    let row = try await stage.row(id)
    #expect(row.status == .pending && row.attempts == 0 && reports.first?.trouble?.contains("127.0.0.1") == true, "\(reports)")
    #expect(try await stage.value("SELECT count(*) FROM envoi.queue_event", as: Int.self) == 0)
  }

  @Test("whatever a gateway calls a message, the row and all others are settled", arguments: [15_000, 1])
  func ids(_ count: Int) async throws {
    let stage = try Stage.current
    let id = String(repeating: #"a b\u0000é"#, count: count)
    let server = try ScriptedHTTPServer { _ in .respond(200, [:], #"{"status": "ok", "id": "\#(id)"}"#) }
    defer { server.stop() }
    try await connect(server)
    let rows = [try await enqueueOne(), try await enqueueOne()]
    let reports = try await send()
    #expect(reports.map(\.sent) == [2])
    #expect(try await stage.states(rows) == ["sent", "sent"])
    let kept = try #require(try await stage.row(rows[0]).remoteID)
    #expect(kept.hasPrefix("a_b_é") && kept.unicodeScalars.count <= 100)
  }

  @Test("a gateway that slows down the same row again and again while others pass charges that row, so that it blocks nobody for ever")
  func throttledAgain() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { request in
      request.text.contains("bad") ? .respond(429, ["Retry-After": "1"]) : Self.good
    }
    defer { server.stop() }
    try await connect(server)
    let bad = try #require(try await enqueue(#"{"channel": "sms", "to": "+33612345678", "text": "bad", "priority": 0}"#).first)
    let good = try await enqueueOne()
    for _ in 0..<2 {
      _ = try await send()
      try await stage.execute("UPDATE envoi.transport SET paused_until = NULL, trouble = NULL, trouble_count = 0")
    }
    _ = try await send()
    #expect(try await stage.states([bad, good]) == ["error/deferred", "sent"])
  }

  @Test("a gateway that takes requests and answers none gets one at a time")
  func silent() async throws {
    let server = try ScriptedHTTPServer { _ in .close }
    defer { server.stop() }
    try await connect(server, connections: 20)
    for _ in 0..<10 { _ = try await enqueueOne() }
    _ = try await send()
    #expect(server.requests.count <= 2, "\(server.requests.count)")
  }
}
