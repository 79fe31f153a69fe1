import Foundation
import Postgres
import Support
import Testing

@testable import Envoi

/// Tests of whole passes of the stage's site through an SMS gateway of theirs.
protocol GatewayPasses {}

/// What the gateway was asked to send.
struct GatewayRequest: Decodable, Equatable {
  let to, text: String
  let from, reference, receipt: String?
}

extension GatewayPasses {
  static var description: String {
    """
    {
      name: "test", channel: "sms", about: "A gateway of the tests",
      settings: { url: { about: "where", required: true } },
      request: {
        url: "{{settings.url}}/send",
        json: { to: "{{to}}", text: "{{text}}", from: "{{from}}", reference: "{{id}}", receipt: "{{receipt_url}}" },
      },
      success: { status: 200, json: "$.status", equals: "ok" },
      id: "$.id",
      receipt: { status: "status", states: { delivered: "delivered", failed: "failed" }, within: "72h" },
    }
    """
  }

  /// What it answers where it takes a message.
  static var good: ScriptedHTTPServer.Action { .respond(200, [:], #"{"status": "ok", "id": "M1"}"#) }

  func key() throws -> SecretKey { try SecretKey("correct horse battery staple") }

  /// The site's gateway, at this server.
  func connect(_ server: ScriptedHTTPServer, connections: Int = 1) async throws {
    let stage = try Stage.current
    _ = try await SiteTransports(stage.database, secretKey: key()).add(
      "gw", to: stage.site,
      settings: TransportSettings(
        gateway: GatewaySettings(description: Self.description, values: ["url": server.url], allowsPrivate: true), connections: connections)
    )
  }

  /// Puts it in as a line of `envoi enqueue` does.
  @discardableResult
  func enqueue(_ line: String) async throws -> [Int] {
    let stage = try Stage.current
    return try await Intake(stage.database, door: stage.door(), log: stage.log).enqueue(json: Data(line.utf8), files: .folder(".")).rows
  }

  func enqueueOne() async throws -> Int {
    try #require(try await enqueue(#"{"channel": "sms", "to": "+33612345678", "text": "Hello"}"#).first)
  }

  func send(_ pass: Worker.Pass = .send, publicURL: PublicURL? = nil) async throws -> [LaneReport] {
    try await Stage.current.worker(secretKey: key(), publicURL: publicURL).run(pass)
  }

  func sent(_ server: ScriptedHTTPServer) throws -> [GatewayRequest] {
    try server.requests.map { try JSONDecoder().decode(GatewayRequest.self, from: Data($0.body)) }
  }
}
