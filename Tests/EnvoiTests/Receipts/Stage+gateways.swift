import Foundation
import Postgres
import Transport

@testable import Envoi

extension Stage {
  static let secretKey = "correct horse battery staple"

  var callbacks: Callbacks { get throws { Callbacks(database, secretKey: try SecretKey(Self.secretKey), log: log) } }
  var tokens: ReceiptTokens { get throws { ReceiptTokens(secretKey: try SecretKey(Self.secretKey)) } }

  /// A transport by a preset, of the same name.
  func addGateway(_ preset: String, to site: Site? = nil) async throws -> Int32 {
    let site = site ?? self.site
    let (settings, secrets) = Self.accounts[preset] ?? ("{}", "{}")
    let sealed = try SecretKey(Self.secretKey).seal(Secret(secrets), purpose: SiteTransport.purpose(site: site.domain, name: preset))
    return try await value(
      """
      INSERT INTO envoi.transport (site_id, name, channel, kind, url, gateway, settings, password)
      VALUES (\(site.id), \(preset), 'sms', 'gateway', 'https://gateway.test', \(preset), \(settings)::jsonb, \(sealed)) RETURNING id
      """)
  }

  private static let accounts = [
    "twilio": (#"{"account_sid": "AC0123456789abcdef0123456789abcdef", "from": "+33612345678"}"#, #"{"auth_token": "12345"}"#),
    "vonage": (#"{"api_key": "k", "from": "Envoi"}"#, #"{"api_secret": "s"}"#),
  ]

  /// Rows that a transport has, in a state, to numbers that end in 1, 2, ...
  func insertSMS(_ state: String, count: Int = 1, by transport: String = "vonage", site: Site? = nil, _ columns: [String: String] = [:])
    async throws -> [Int]
  {
    let ids = try await insert(count, site: site, TransitionTests.columns(state).merging(columns) { $1 })
    try await execute(
      """
      UPDATE envoi.queue q SET channel = 'sms', destination = \(transport), recipient = '+3361234567' || id - \(ids[0]) + 1
      WHERE id = ANY(\(ids))
      """)
    return ids
  }

  /// What Vonage calls back with.
  func callback(_ fields: [String: String]) throws -> Callback {
    try Callback(
      method: "POST", url: "https://example.org/x", headers: [HTTPHeader(name: "Content-Type", value: "application/x-www-form-urlencoded")],
      body: [UInt8](Self.form(fields).utf8))
  }

  /// One of a row's part.
  @discardableResult
  func receipt(_ state: String, of id: Int, generation: Int = 1, part: String? = "A", by transport: Int32) async throws -> CallbackReply {
    var fields = ["status": state, "err-code": "0"]
    fields["messageId"] = part
    return try await callbacks.receipt(
      try callback(fields), transport: transport, token: tokens.row(id, generation: generation, transport: transport))
  }

  /// As a worker does when the gateway has answered.
  func settle(_ id: Int, _ assignment: SQL) async throws {
    try await execute(
      "UPDATE envoi.queue SET token = NULL, lease_until = NULL, attempts = attempts + 1, \(sql: assignment) WHERE id = \(id)")
  }

  static func form(_ fields: [String: String]) -> String {
    var parts = URLComponents()
    parts.queryItems = fields.map { URLQueryItem(name: $0, value: $1) }
    return (parts.percentEncodedQuery ?? "").replacing("+", with: "%2B")
  }

  /// Everything that a callback could change.
  func everything() async throws -> [String] {
    try await values("SELECT q::text FROM envoi.queue q") + values("SELECT e::text FROM envoi.queue_event e")
      + values("SELECT i::text FROM envoi.incoming i") + values("SELECT s::text FROM envoi.suppression s")
  }
}
