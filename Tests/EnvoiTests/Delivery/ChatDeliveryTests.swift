import Foundation
import Postgres
import Support
import Synchronization
import Testing

@testable import Envoi

/// Whole passes to team chats.
@Suite("Delivery to chats", .staged)
struct ChatDeliveryTests {
  static let ok = ScriptedHTTPServer.Action.respond(200, [:], "ok")

  private func key() throws -> SecretKey { try SecretKey("correct horse battery staple") }

  private func add(_ name: String, _ server: ScriptedHTTPServer, _ preset: String = "slack") async throws {
    let stage = try Stage.current
    _ = try await SiteTransports(stage.database, secretKey: key()).add(
      name, to: stage.site,
      settings: TransportSettings(
        gateway: GatewaySettings(description: preset, values: ["url": "\(server.url)/\(name)/s3cret"], allowsPrivate: true), connections: 1)
    )
  }

  @discardableResult
  private func enqueue(_ chat: String, _ text: String) async throws -> Int {
    let stage = try Stage.current
    let line = try JSONSerialization.data(withJSONObject: ["channel": "chat", "to": chat, "text": text])
    return try #require(
      try await Intake(stage.database, door: stage.door(), log: stage.log).enqueue(json: line, files: .folder(".")).rows.first)
  }

  private func send() async throws -> [LaneReport] { try await Stage.current.worker(secretKey: key()).run(.send) }

  private func texts(_ server: ScriptedHTTPServer) throws -> [String] {
    try server.requests.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.body)) as? [String: Any])["text"] as? String ?? ""
    }
  }

  @Test("a message is posted to its chat and to no other")
  func posted() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { _ in Self.ok }
    defer { server.stop() }
    try await add("ops", server)
    try await add("dev", server)
    let id = try await enqueue("ops", "Disk **full** on <db1>")
    _ = try await send()
    #expect(try await stage.state(id) == "sent")
    #expect(server.requests.map(\.target) == ["/ops/s3cret"])
    #expect(try texts(server) == ["Disk *full* on &lt;db1&gt;"])
  }

  @Test("a hook that is gone pauses its chat and tells why; the other chats go on")
  func gone() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { $0.target.hasPrefix("/ops") ? .respond(404, [:], "no_service") : Self.ok }
    defer { server.stop() }
    try await add("ops", server)
    try await add("dev", server)
    let (held, sent) = (try await enqueue("ops", "One"), try await enqueue("dev", "Two"))
    let reports = try await send()
    #expect(try await stage.states([held, sent]) == ["pending", "sent"])
    let transports = try await SiteTransports(stage.database, secretKey: nil).all(of: stage.site).filter { $0.pausedUntil != nil }
    #expect(transports.map(\.name) == ["ops"])
    for words in [transports.first?.trouble, reports.first?.trouble, try await stage.row(held).reply] {
      #expect(words?.contains("no_service") == true && words?.contains("s3cret") == false, "\(words ?? "-")")
    }
  }

  @Test("success is judged by the body")
  func body() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { _ in .respond(200, [:], #"{"success": false, "error": "nope"}"#) }
    defer { server.stop() }
    try await add("ops", server, "rocketchat")
    let id = try await enqueue("ops", "Hello")
    _ = try await send()
    let row = try await stage.row(id)
    #expect(row.status == .error && row.reply?.contains("nope") == true, "\(row)")
  }

  @Test("a long message goes as several posts, and goes on where it was slowed down")
  func long() async throws {
    let stage = try Stage.current
    let refusals = Atomic(0)
    let server = try ScriptedHTTPServer { request in
      String(decoding: request.body, as: UTF8.self).contains("second") && refusals.add(1, ordering: .relaxed).newValue == 1
        ? .respond(429, ["Retry-After": "1"]) : Self.ok
    }
    defer { server.stop() }
    try await add("ops", server, "mattermost")
    let parts = ["first ", "second ", "third "].map { $0 + String(repeating: "word ", count: 2500) }
    let id = try await enqueue("ops", parts.joined(separator: "\n\n"))
    _ = try await send()
    let row = try await stage.row(id)
    #expect(row.status == .pending && row.remoteID == "1/3", "\(row)")
    try await stage.execute("UPDATE envoi.transport SET paused_until = NULL")
    try await stage.execute("UPDATE envoi.queue SET due_at = now()")
    _ = try await send()
    #expect(try await stage.state(id) == "sent")
    #expect(try texts(server).map { $0.prefix(5) } == ["first", "secon", "secon", "third"])
  }

  @Test("a chat on a private address is refused unless the operator allows it")
  func privateAddress() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { _ in Self.ok }
    defer { server.stop() }
    let transports = SiteTransports(stage.database, secretKey: try key())
    let refusal = await #expect(throws: InvalidInput.self) {
      _ = try await transports.add(
        "ops", to: stage.site, settings: TransportSettings(gateway: GatewaySettings(description: "slack", values: ["url": server.url])))
    }
    #expect(refusal?.description.contains("https://") == true)
    // By a name that leads there.
    _ = try await transports.add(
      "ops", to: stage.site,
      settings: TransportSettings(gateway: GatewaySettings(description: "slack", values: ["url": "https://localhost:\(server.port)/hook"])))
    let id = try await enqueue("ops", "Hello")
    let reports = try await send()
    #expect(try await stage.state(id) == "pending" && server.connections == 0)
    #expect(reports.first?.trouble?.contains("private") == true, "\(reports)")
  }
}
