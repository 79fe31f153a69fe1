public import Postgres

/// Something that happened to a row besides simply being sent.
public struct QueueEvent: Sendable {
  public let at: Timestamp
  public let kind: String
  public let generation: Int16
  public let attempt: Int16?
  public let replyCode: Int16?
  public let reply: String?
  public let actor: String?

  static func fetch(of row: Int, on connection: Connection) async throws -> [QueueEvent] {
    let rows = try await connection.rows(
      "SELECT at, kind, generation, attempt, reply_code, reply, actor FROM envoi.queue_event WHERE queue_id = \(row) ORDER BY id",
      as: (Timestamp, String, Int16, Int16?, Int16?, String?, String?).self)
    return rows.map { QueueEvent(at: $0.0, kind: $0.1, generation: $0.2, attempt: $0.3, replyCode: $0.4, reply: $0.5, actor: $0.6) }
  }
}
