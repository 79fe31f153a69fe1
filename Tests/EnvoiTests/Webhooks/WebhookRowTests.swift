import Foundation
import Postgres
import Testing

@testable import Envoi

/// What becomes a row for a webhook, and what does not.
@Suite("Rows of webhooks", .staged)
struct WebhookRowTests {
  @Test("an outcome makes one row for each webhook of its site, whose body says all")
  func outcome() async throws {
    let stage = try Stage.current
    let other = try await stage.addSite("other.example")
    for name in ["a", "b"] { try await stage.addWebhook(name) }
    try await stage.addWebhook("c", to: other)
    let id = try await stage.leased(1, ["reference": "'A-1'", "tags": "'{x,y}'"])[0]
    #expect(try await stage.finish([.sent(id, token: 7)]) == 1)
    #expect(try await stage.told() == ["a message.sent \(id)", "b message.sent \(id)"])
    let text = try await stage.value("SELECT variables FROM envoi.queue WHERE destination = 'a'", as: String.self)
    let body = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(Set(body.keys) == ["type", "timestamp", "data"])
    #expect((body["timestamp"] as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    let data = try #require(body["data"] as? NSDictionary)
    let message = try await stage.row(id).messageID
    #expect(
      data == [
        "row": id, "message": message, "site": "example.org", "channel": "email", "recipient": "u1@example.net", "status": "sent",
        "reason": NSNull(), "reference": "A-1", "tags": ["x", "y"], "reply_code": 250, "reply": "queued as A1", "remote_id": "A1",
        "generation": 1,
      ] as NSDictionary)
    let row = try #require(try await stage.webhooks.history(of: "a", of: stage.site, limit: 10).first)
    #expect(row.channel == .webhook && row.recipient == "a" && row.messageID == 0 && row.priority == 5 && row.status == .pending)
    #expect(row.expiresAt > Timestamp.now + 3 * 86400 - 60 && row.expiresAt < Timestamp.now + 3 * 86400 + 60)
    #expect(String(decoding: try #require(try await Queue(stage.database).mail(of: row.id)), as: UTF8.self) == text)
  }

  @Test("an outcome that is written twice is told once, and one that is rolled back never")
  func once() async throws {
    let stage = try Stage.current
    try await stage.addWebhook()
    let ids = try await stage.leased(2)
    struct Crash: Error {}
    await #expect(throws: Crash.self) {
      try await stage.workers.withTransaction { connection in
        _ = try await Finish.apply([.sent(ids[0], token: 7)], on: connection)
        throw Crash()
      }
    }
    #expect(try await stage.told() == [])
    for _ in 0..<2 { _ = try await stage.finish([.sent(ids[0], token: 7), .sent(ids[1], token: 8)]) }
    #expect(try await stage.told() == ["hook message.sent \(ids[0])"])
  }

  @Test("an error is told when it is final, not while another try is to come")
  func final() async throws {
    let stage = try Stage.current
    try await stage.addWebhook()
    let id = try await stage.leased()[0]
    _ = try await stage.finish([.deferred(id, token: 7)])
    #expect(try await stage.told() == [])
    try await stage.execute("UPDATE envoi.queue SET expires_at = now() - interval '1 s', due_at = now() - interval '1 h' WHERE id = \(id)")
    _ = try await stage.database.withConnection { try await Sweep.expire(on: $0) }
    #expect(try await stage.state(id) == "error/expired")
    #expect(try await stage.told() == ["hook message.error \(id)"])
  }

  @Test("whatever else ends a row is told too: receipts once, cancellation, plain SQL, a lease that lapsed under hold")
  func others() async throws {
    let stage = try Stage.current
    let holding = try await stage.addSite("hold.example", onDoubt: .hold)
    for site in [stage.site, holding] { try await stage.addWebhook("hook", to: site) }
    let gateway = try await stage.addGateway("vonage")
    let text = try await stage.insertSMS("sent", ["remote_id": "'A'"])[0]
    for _ in 0..<2 { try await stage.receipt("delivered", of: text, by: gateway) }
    let mails = try await stage.insert(3)
    var filter = QueueFilter()
    filter.ids = [mails[0]]
    _ = try await Queue(stage.database).cancel(filter, actor: "ann")
    try await stage.execute("UPDATE envoi.queue SET status = 'error', reason = 'invalid' WHERE id = \(mails[1])")
    try await stage.execute("UPDATE envoi.queue SET status = 'pending' WHERE id = \(mails[1])")
    let lapsed = try await stage.leased(1, site: holding, ["lease_until": "now() - interval '1 s'"])[0]
    _ = try await stage.workers.withConnection { try await Doubt.settleLapsed(on: $0) }
    let expected = ["delivered \(text)", "error \(mails[0])", "error \(mails[1])", "error \(lapsed)"].map { "hook message.\($0)" }
    #expect(try await stage.told() == expected.sorted())
  }

  @Test("a receipt that overtook the answer is told behind it")
  func early() async throws {
    let stage = try Stage.current
    try await stage.addWebhook()
    let gateway = try await stage.addGateway("vonage")
    let id = try await stage.insertSMS("sending", ["token": "7"])[0]
    try await stage.receipt("delivered", of: id, by: gateway)
    _ = try await stage.finish([.sent(id, token: 7)])
    #expect(try await stage.state(id) == "delivered")
    #expect(
      try await stage.values(
        "SELECT variables->'data'->>'status' FROM envoi.queue WHERE channel = 'webhook' ORDER BY id", as: String.self)
        == ["sent", "delivered"])
  }

  @Test("a webhook is told of what it wants while it is on, and never of webhooks' own rows")
  func chosen() async throws {
    let stage = try Stage.current
    try await stage.addWebhook("errors", events: [.error])
    try await stage.addWebhook("off")
    _ = try await stage.webhooks.set("off", of: stage.site, settings: WebhookSettings(isEnabled: false))
    let ids = try await stage.leased(2)
    let refusal = Settlement(id: ids[1], token: 7, status: .error, reason: .refused, event: "refused", attempts: 1, code: 550, reply: "no")
    _ = try await stage.finish([.sent(ids[0], token: 7), refusal])
    #expect(try await stage.told() == ["errors message.error \(ids[1])"])
    let own = try #require(try await stage.webhooks.history(of: "errors", of: stage.site, limit: 1).first)
    try await stage.execute("UPDATE envoi.queue SET status = 'error', reason = 'cancelled' WHERE id = \(own.id)")
    #expect(try await stage.told().count == 1)
    #expect(try await Queue(stage.database).statistics()[.error] == 1)
  }

  @Test("a lapsed webhook goes again also where the site holds: who gets it twice sees that")
  func doubt() async throws {
    let stage = try Stage.current
    let site = try await stage.addSite("hold.example", onDoubt: .hold)
    let id = try await stage.leased(1, site: site, ["lease_until": "now() - interval '1 s'", "channel": "'webhook'"])[0]
    _ = try await stage.workers.withConnection { try await Doubt.settleLapsed(on: $0) }
    #expect(try await stage.state(id) == "pending")
  }

  @Test("who may change rows need not be allowed to make some")
  func operators() async throws {
    let stage = try Stage.current
    try await stage.addWebhook()
    let id = try await stage.insert(1)[0]
    let role = "operator_\(UInt32.random(in: 0 ... .max))"
    try await stage.execute("CREATE ROLE \(identifier: role)")
    try await stage.execute("GRANT USAGE ON SCHEMA envoi TO \(identifier: role)")
    try await stage.execute("GRANT SELECT, UPDATE ON envoi.queue TO \(identifier: role)")
    try await stage.execute("GRANT INSERT ON envoi.queue_event TO \(identifier: role)")
    try await stage.database.withTransaction { connection in
      try await connection.execute("SET LOCAL ROLE \(identifier: role)")
      try await connection.execute("UPDATE envoi.queue SET status = 'error', reason = 'cancelled' WHERE id = \(id)")
    }
    #expect(try await stage.told() == ["hook message.error \(id)"])
    try await stage.execute("DROP OWNED BY \(identifier: role)")
    try await stage.execute("DROP ROLE \(identifier: role)")
  }

  @Test("rows of webhooks are purged, and listed by their channel")
  func purged() async throws {
    let stage = try Stage.current
    try await stage.addWebhook()
    _ = try await stage.finish([.sent(try await stage.leased()[0], token: 7)])
    var filter = QueueFilter()
    filter.channel = .webhook
    #expect(try await Queue(stage.database).page(filter, limit: 9).map(\.recipient) == ["hook"])
    try await stage.execute("UPDATE envoi.queue SET created_at = now() - interval '1 year'")
    #expect(try await Queue(stage.database).purge() == 1)
    try await stage.webhooks.remove("hook", of: stage.site, actor: "ann")
    #expect(try await Queue(stage.database).purge() == 1)
  }
}
