import Postgres
import Support
import Testing

@testable import Envoi

/// What an administrator may do with plain UPDATE.
@Suite("Transitions by hand", .staged)
struct TransitionTests {
  static let reasons = Reason.allCases.map(\.rawValue)
  static let states = ["pending", "sending", "sent", "delivered"] + reasons.map { "error/\($0)" }

  /// The table of states in the design, as far as it is for hands: a worker's own changes change the token.
  static func isAllowed(_ from: String, _ to: String) -> Bool {
    let (before, reason) = (from.prefix { $0 != "/" }, to.split(separator: "/").dropFirst().first)
    switch (before, to.prefix { $0 != "/" }) {
    case ("error", "pending"), ("sent", "pending"), ("delivered", "pending"), ("sent", "delivered"): return true
    // It had been sent all the same.
    case ("error", "sent"), ("error", "delivered"): return from == "error/in_doubt"
    case ("pending", "error"): return ["cancelled", "expired", "suppressed", "invalid"].contains(reason)
    case ("sent", "error"): return ["bounced", "complained", "undelivered"].contains(reason)
    case ("delivered", "error"): return ["bounced", "complained"].contains(reason)
    default: return false
    }
  }

  /// Rows straight in a state, past the trigger.
  static func columns(_ state: String) -> [String: String] {
    let parts = state.split(separator: "/").map(String.init)
    var columns = ["status": "'\(parts[0])'"]
    if parts.count > 1 { columns["reason"] = "'\(parts[1])'" }
    if parts[0] == "sending" { columns.merge(["token": "7", "lease_until": "now() + interval '1 minute'"]) { $1 } }
    if parts[0] == "sent" || parts[0] == "delivered" { columns["sent_at"] = "now()" }
    if parts[0] == "delivered" { columns["delivered_at"] = "now()" }
    return columns
  }

  @Test("each is allowed or refused as the table of states says", arguments: states)
  func table(_ from: String) async throws {
    let stage = try Stage.current
    for to in Self.states where from.prefix(while: { $0 != "/" }) != to.prefix(while: { $0 != "/" }) {
      let id = try await stage.insert(1, Self.columns(from))[0]
      let parts = to.split(separator: "/").map(String.init)
      let reason = parts.count > 1 ? parts[1] : nil
      let update: SQL = "UPDATE envoi.queue SET status = \(parts[0])::envoi.status, reason = \(reason)::envoi.reason WHERE id = \(id)"
      if Self.isAllowed(from, to) {
        #expect(try await stage.execute(update) == 1, "\(from) to \(to)")
        #expect(try await stage.state(id) == to)
        let event = try #require(try await Queue(stage.database).events(of: id).first)
        #expect(event.kind == (to == "pending" ? "requeued" : reason ?? to), "\(from) to \(to)")
      } else {
        let error = await #expect(throws: PostgresError.self, "\(from) to \(to)") { try await stage.execute(update) }
        #expect(error?.message.contains("row \(id)") == true, "\(error.debugDescription)")
        #expect(error?.hint != nil)
        #expect(try await stage.events(id) == [])
      }
    }
  }

  @Test("a row that is being sent is refused with the time its lease ends")
  func sending() async throws {
    let stage = try Stage.current
    let id = try await stage.insert(1, Self.columns("sending"))[0]
    let lease: String = try await stage.value("SELECT lease_until::text FROM envoi.queue WHERE id = \(id)")
    let error = await #expect(throws: PostgresError.self) {
      try await stage.execute("UPDATE envoi.queue SET status = 'pending' WHERE id = \(id)")
    }
    #expect(error?.message == "row \(id) is being sent: its status cannot be changed before its lease ends at \(lease)")
    #expect(error?.sqlState == "55006")
  }

  @Test("cancelling needs no reason: it is one")
  func cancel() async throws {
    let stage = try Stage.current
    let id = try await stage.insert(1)[0]
    try await stage.execute("UPDATE envoi.queue SET status = 'error' WHERE id = \(id)")
    #expect(try await stage.state(id) == "error/cancelled")
  }

  @Test("events say who: envoi.actor, or else the database role")
  func actor() async throws {
    let stage = try Stage.current
    let id = try await stage.insert(1, Self.columns("error/refused"))[0]
    try await stage.database.withTransaction { connection in
      try await connection.execute("SET LOCAL envoi.actor = 'ann@admin'")
      try await connection.execute("UPDATE envoi.queue SET status = 'pending' WHERE id = \(id)")
    }
    try await stage.execute("UPDATE envoi.queue SET status = 'error' WHERE id = \(id)")
    #expect(try await Queue(stage.database).events(of: id).map(\.actor) == ["ann@admin", "postgres"])
  }

  @Test(
    "a requeue gives fresh attempts, due now, two days; a new generation only for what was sent",
    arguments: [
      ("error/refused", 1), ("error/in_doubt", 1), ("error/deferred", 1), ("sent", 2), ("delivered", 2), ("error/bounced", 1),
    ])
  func requeue(_ from: String, _ generation: Int16) async throws {
    let stage = try Stage.current
    var columns = Self.columns(from).merging(
      [
        "attempts": "9", "reply_code": "451", "reply": "'later'", "remote_id": "'A1'", "due_at": "now() - interval '9 days'",
        "expires_at": "now() - interval '7 days'",
      ]) { $1 }
    if from == "error/deferred" { columns["retry_at"] = "now() + interval '1 hour'" }
    let id = try await stage.insert(1, columns)[0]
    try await stage.execute("UPDATE envoi.queue SET status = 'pending' WHERE id = \(id)")
    let row = try await stage.row(id)
    #expect(row.status == .pending && row.reason == nil && row.retryAt == nil && row.attempts == 0 && row.generation == generation)
    #expect(row.reply == nil && row.replyCode == nil && row.remoteID == nil && row.sentAt == nil && row.deliveredAt == nil)
    #expect(row.dueAt > row.createdAt && row.expiresAt - row.dueAt == 2 * 86400)
    let event = try #require(try await Queue(stage.database).events(of: id).first)
    #expect(event.kind == "requeued" && event.generation == 1 && event.reply == "later" && event.replyCode == 451)
  }

  @Test("a requeue of a newsletter's row has four days, and one for later keeps its time")
  func requeueForLater() async throws {
    let stage = try Stage.current
    let newsletter = try await stage.insert(1, Self.columns("error/refused").merging(["newsletter_id": "3"]) { $1 })[0]
    try await stage.execute("UPDATE envoi.queue SET status = 'pending' WHERE id = \(newsletter)")
    let row = try await stage.row(newsletter)
    #expect(row.expiresAt - row.dueAt == 4 * 86400)
    let later = try await stage.insert(1, Self.columns("error/refused"))[0]
    try await stage.execute("UPDATE envoi.queue SET status = 'pending', due_at = '2100-01-01Z' WHERE id = \(later)")
    #expect(try await stage.row(later).dueAt.description == "2100-01-01T00:00:00Z")
    #expect(try await stage.row(later).expiresAt.description == "2100-01-03T00:00:00Z")
  }

  @Test("changing what is not the status is nobody's business")
  func otherColumns() async throws {
    let stage = try Stage.current
    let id = try await stage.insert(1, Self.columns("sending"))[0]
    #expect(try await stage.execute("UPDATE envoi.queue SET priority = 1, tags = '{a}' WHERE id = \(id)") == 1)
    #expect(try await stage.events(id) == [])
  }
}
