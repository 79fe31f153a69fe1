import Foundation
import MessageFormat
import Postgres
import Support
import Testing

@testable import Envoi

@Suite("Rows that a gateway gets, and those that it must not", .staged)
struct GatewayRowTests: GatewayPasses {
  @Test("a number that wants nothing more gets nothing, whether it said so before the message came or after")
  func suppressed() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { _ in Self.good }
    defer { server.stop() }
    try await connect(server)
    try await stage.execute("INSERT INTO envoi.suppression VALUES (\(stage.site.id), 'sms', '+33612345678', 'STOP')")
    let early = try await enqueueOne()
    #expect(try await stage.state(early) == "error/suppressed")
    try await stage.execute("DELETE FROM envoi.suppression")
    let late = try await enqueueOne()
    try await stage.execute("INSERT INTO envoi.suppression VALUES (\(stage.site.id), 'sms', '+33612345678', 'STOP')")
    _ = try await send()
    #expect(try await stage.state(late) == "error/suppressed")
    #expect(server.requests.isEmpty)
    #expect(try await stage.values("SELECT kind FROM envoi.queue_event ORDER BY id", as: String.self) == ["suppressed", "suppressed"])
  }

  @Test("on staging no SMS goes out")
  func redirected() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { _ in Self.good }
    defer { server.stop() }
    try await connect(server)
    let id = try await enqueueOne()
    let reports = try await stage.worker(secretKey: key(), redirect: EmailAddress("dev@example.org")).run(.send)
    #expect(server.requests.isEmpty && reports.first?.trouble?.contains("ENVOI_REDIRECT_ALL") == true)
    #expect(try await stage.state(id) == "pending")
  }

  @Test("mail and SMS of a site go their ways at once, and its report counts both")
  func together() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { _ in Self.good }
    defer { server.stop() }
    try await connect(server)
    _ = try await enqueueOne()
    try await stage.insert(3)
    let reports = try await send()
    #expect(reports.map(\.sent) == [4] && reports.map(\.left) == [0])
    #expect(try stage.mails().count == 3 && server.requests.count == 1)
  }

  @Test("a number that came by SQL in another spelling is not sent to, for it stands in no list")
  func spelling() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { _ in Self.good }
    defer { server.stop() }
    try await connect(server)
    let id = try await enqueueOne()
    try await stage.execute("UPDATE envoi.queue SET recipient = '+330612345678' WHERE id = \(id)")
    _ = try await send()
    #expect(try await stage.state(id) == "error/invalid" && server.requests.isEmpty)
    #expect(try await stage.row(id).reply?.contains("+33612345678") == true)
  }

  @Test("a test that does not get through is not sent later")
  func test() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { _ in .respond(401, [:], "no +33612345678 here") }
    defer { server.stop() }
    try await connect(server)
    let transport = try await SiteTransports(stage.database, secretKey: nil).find("gw", of: stage.site)
    let id = try await stage.worker(secretKey: key()).test(
      transport, of: stage.site, to: .phone(PhoneNumber("+33612345678")), text: "Test", transcript: { _ in })
    #expect(try await stage.state(id) == "error/cancelled")
    #expect(try await stage.worker(secretKey: key()).run(.send).isEmpty)
  }

  @Test("a name with a line break is refused with its line, and the others go in")
  func names() async throws {
    let stage = try Stage.current
    let server = try ScriptedHTTPServer { _ in Self.good }
    defer { server.stop() }
    try await connect(server)
    let good = #"{"channel": "sms", "to": "+33612345678", "text": "Hello"}"#
    let bad = #"{"channel": "sms", "to": {"address": "+33612345678", "name": "Ann\nB"}, "text": "Hello"}"#
    let file = stage.folder.file("lines")
    try Data([good, bad, good].joined(separator: "\n").utf8).write(to: file)
    var refusals: [String] = []
    try await MessageImport(stage.database, door: stage.door(), directory: ".", log: stage.log)
      .run(BlockReader(file.path), refused: { refusals.append($0.description) }, progress: { _ in })
    #expect(refusals.count == 1 && refusals[0].hasPrefix("line 2: to.name: must have no line break"), "\(refusals)")
    #expect(try await stage.value("SELECT count(*) FROM envoi.queue", as: Int.self) == 2)
  }
}
