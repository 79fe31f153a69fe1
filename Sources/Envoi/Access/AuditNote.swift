internal import Foundation
internal import Postgres

/// What the audit says of a change, written in the transaction of the change: neither is there without the other.
public struct AuditNote: Sendable {
  let action: String
  let detail: [String: String]?
  let actor: Actor

  /// - Parameters:
  ///   - action: a noun and a verb, `transport.set`.
  ///   - detail: what was given, never a secret.
  public init(_ action: String, detail: [String: String]? = nil, by actor: Actor) {
    (self.action, self.detail, self.actor) = (action, detail, actor)
  }

  /// - Parameters:
  ///   - subject: its name or id.
  ///   - site: nil for the installation.
  ///   - more: what is known only when it is done, for the detail.
  /// - Returns: the id of the line.
  @discardableResult
  func write(subject: String?, site: Int32?, adding more: [String: String] = [:], on connection: Connection) async throws -> Int {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let given = more.isEmpty ? detail : (detail ?? [:]).merging(more) { $1 }
    let detail = try given.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
    // What is no address (a socket's has none) is left out, rather than the line.
    let client = actor.client.flatMap { ClientAddress($0)?.description }
    return try await connection.row(
      """
      INSERT INTO envoi.audit (actor, client, site_id, action, subject, detail)
      VALUES (\(actor.name), \(client)::inet, \(site), \(action), \(subject), \(detail)::jsonb) RETURNING id
      """, as: Int.self) ?? 0
  }
}
