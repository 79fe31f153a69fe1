import Foundation
import Postgres

@testable import Envoi

extension Stage {
  var webhooks: Webhooks { get throws { Webhooks(database, secretKey: try SecretKey(Self.secretKey)) } }

  @discardableResult
  func addWebhook(
    _ name: String = "hook", to site: Site? = nil, url: String = "https://hooks.test/s3cret", events: [WebhookEvent]? = nil
  ) async throws -> WebhookSecret {
    let settings = WebhookSettings(url: url, events: events, allowsPrivate: true)
    return try await webhooks.add(name, to: site ?? self.site, settings: settings).1
  }

  /// What webhooks are told, in order: `hook message.sent 7`.
  func told() async throws -> [String] {
    try await values(
      """
      SELECT concat_ws(' ', destination, variables->>'type', variables->'data'->>'row') FROM envoi.queue WHERE channel = 'webhook' ORDER BY 1
      """, as: String.self)
  }

  func finish(_ settlements: [Settlement]) async throws -> Int {
    try await workers.withConnection { try await Finish.apply(settlements, on: $0) }
  }

  func leased(_ count: Int = 1, site: Site? = nil, token: Int = 7, _ columns: [String: String] = [:]) async throws -> [Int] {
    try await insert(count, site: site, TransitionTests.columns("sending").merging(["token": "\(token)"]) { $1 }.merging(columns) { $1 })
  }
}
