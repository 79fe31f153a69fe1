import Postgres
import Testing

@testable import Envoi

@Suite("Receipts", .staged)
struct ReceiptTests {
  @Test(
    "they bring a sent row to what the first final one says, in whatever order they come",
    arguments: [
      (["accepted"], "sent"), (["buffered", "accepted"], "sent"), (["delivered"], "delivered"), (["accepted", "delivered"], "delivered"),
      (["delivered", "buffered", "accepted"], "delivered"), (["failed"], "error/undelivered"),
      (["expired", "accepted"], "error/undelivered"),
      (["accepted", "rejected"], "error/undelivered"), (["failed", "delivered"], "error/undelivered"),
      (["delivered", "failed"], "delivered"),
    ])
  func orders(_ states: [String], _ end: String) async throws {
    let stage = try Stage.current
    let gateway = try await stage.addGateway("vonage")
    let id = try await stage.insertSMS("sent", ["remote_id": "'A'"])[0]
    for state in states { #expect(try await stage.receipt(state, of: id, by: gateway).status == 200) }
    #expect(try await stage.state(id) == end)
    #expect(try await stage.events(id).filter { $0.hasPrefix("receipt_") } == states.map { "receipt_\($0)" })
    let row = try await stage.row(id)
    #expect((row.deliveredAt != nil) == (end == "delivered") && row.retryAt == nil)
  }

  @Test("one that comes twice is answered twice and noted once")
  func twice() async throws {
    let stage = try Stage.current
    let gateway = try await stage.addGateway("vonage")
    let id = try await stage.insertSMS("sent")[0]
    for _ in 1...3 { #expect(try await stage.receipt("delivered", of: id, by: gateway).status == 200) }
    #expect(try await stage.state(id) == "delivered")
    #expect(try await stage.events(id).filter { $0.hasPrefix("receipt_") }.count == 1)
  }

  @Test(
    "one that overtakes the gateway's answer waits for the outcome, which it proves",
    arguments: [
      ("delivered", "status = 'sent', sent_at = now(), remote_id = 'A'", "delivered"),
      ("accepted", "status = 'sent', sent_at = now(), remote_id = 'A'", "sent"),
      ("failed", "status = 'sent', sent_at = now(), remote_id = 'A'", "error/undelivered"),
      ("accepted", "status = 'error', reason = 'in_doubt'", "sent"),
      ("delivered", "status = 'error', reason = 'in_doubt', retry_at = now()", "delivered"),
      ("delivered", "status = 'pending'", "delivered"), ("failed", "status = 'pending'", "error/undelivered"),
    ])
  func early(_ state: String, _ outcome: String, _ end: String) async throws {
    let stage = try Stage.current
    let gateway = try await stage.addGateway("vonage")
    let id = try await stage.insertSMS("sending")[0]
    try await stage.receipt(state, of: id, by: gateway)
    #expect(try await stage.state(id) == "sending")
    try await stage.settle(id, "\(unescaped: outcome)")
    #expect(try await stage.state(id) == end)
    #expect(try await stage.row(id).retryAt == nil)
  }

  @Test(
    "one that comes late proves that the gateway had it",
    arguments: [
      ("error/in_doubt", "accepted", "sent"), ("error/in_doubt", "delivered", "delivered"),
      ("error/in_doubt", "failed", "error/undelivered"),
      ("error/refused", "delivered", "error/refused"), ("error/cancelled", "delivered", "error/cancelled"),
      ("delivered", "failed", "delivered"),
    ])
  func late(_ before: String, _ state: String, _ after: String) async throws {
    let stage = try Stage.current
    let gateway = try await stage.addGateway("vonage")
    let id = try await stage.insertSMS(before)[0]
    try await stage.receipt(state, of: id, by: gateway)
    #expect(try await stage.state(id) == after)
    #expect(try await stage.events(id).contains("receipt_\(state)"))
  }

  @Test("a row of several parts is delivered when each is, and undelivered when one is not")
  func parts() async throws {
    let stage = try Stage.current
    let gateway = try await stage.addGateway("vonage")
    let ids = try await stage.insertSMS("sent", count: 2, ["remote_id": "'A B C'"])
    for part in ["C", "A", "C"] { try await stage.receipt("delivered", of: ids[0], part: part, by: gateway) }
    #expect(try await stage.state(ids[0]) == "sent")
    try await stage.receipt("delivered", of: ids[0], part: "B", by: gateway)
    #expect(try await stage.state(ids[0]) == "delivered")
    for (part, state) in [("A", "delivered"), ("B", "expired"), ("C", "delivered")] {
      try await stage.receipt(state, of: ids[1], part: part, by: gateway)
    }
    #expect(try await stage.state(ids[1]) == "error/undelivered")
  }

  @Test("one of an earlier generation is noted, and says nothing about this one, whichever transport has it now")
  func earlierGeneration() async throws {
    let stage = try Stage.current
    let gateway = try await stage.addGateway("vonage")
    let id = try await stage.insertSMS("sent", ["remote_id": "'A'"])[0]
    try await stage.execute("UPDATE envoi.queue SET status = 'pending' WHERE id = \(id)")
    try await stage.execute("UPDATE envoi.queue SET destination = 'twilio' WHERE id = \(id)")
    try await stage.receipt("delivered", of: id, by: gateway)
    #expect(try await stage.state(id) == "pending")
    #expect(try await Queue(stage.database).events(of: id).first { $0.kind == "receipt_delivered" }?.generation == 1)
    // There is no third.
    let before = try await stage.everything()
    await #expect(throws: UnknownCallback.self) { try await stage.receipt("delivered", of: id, generation: 3, by: gateway) }
    #expect(try await stage.everything() == before)
    // A token of this transport was made when the row went out by it.
    try await stage.receipt("delivered", of: id, generation: 2, by: gateway)
    #expect(try await stage.state(id) == "delivered")
  }

  @Test("what is forged, unknown or malformed is refused, and nothing is changed")
  func refused() async throws {
    let stage = try Stage.current
    let (vonage, twilio) = (try await stage.addGateway("vonage"), try await stage.addGateway("twilio"))
    let other = try await stage.addSite("other.test")
    let (id, mail) = (try await stage.insertSMS("sent")[0], try await stage.insert(1, TransitionTests.columns("sent"))[0])
    let foreign = try await stage.insertSMS("sent", site: other)[0]
    let (callbacks, tokens) = (try stage.callbacks, try stage.tokens)
    let before = try await stage.everything()
    let delivered = try stage.callback(["status": "delivered", "messageId": "A"])
    let own = tokens.row(id, generation: 1, transport: vonage)
    for (transport, token) in [
      (vonage, "1.1.00000000000000000000"), (vonage, ""), (vonage, own + "0"), (twilio, own), (99, own),
      (vonage, tokens.row(id, generation: 1, transport: twilio)), (vonage, tokens.account(transport: twilio)),
      (99, tokens.row(id, generation: 1, transport: 99)), (vonage, tokens.row(id + 1000, generation: 1, transport: vonage)),
      (vonage, tokens.row(mail, generation: 1, transport: vonage)), (vonage, tokens.row(foreign, generation: 1, transport: vonage)),
      (vonage, tokens.row(id, generation: 0, transport: vonage)), (vonage, tokens.account(transport: vonage)),
    ] {
      await #expect(throws: UnknownCallback.self, "\(transport) \(token)") {
        try await callbacks.receipt(delivered, transport: transport, token: token)
      }
    }
    for body in [[:], ["status": "dancing"], ["messageId": "A"]] {
      await #expect(throws: CallbackRefusal.self) { try await callbacks.receipt(stage.callback(body), transport: vonage, token: own) }
    }
    let unsigned = try stage.callback(["MessageStatus": "delivered", "MessageSid": "SM1"])
    await #expect(throws: CallbackRefusal.self) {
      try await callbacks.receipt(unsigned, transport: twilio, token: tokens.row(id, generation: 1, transport: twilio))
    }
    #expect(try await stage.everything() == before)
  }

  @Test("where all receipts of an account go to one URL, our reference or the gateway's id names the row")
  func account() async throws {
    let stage = try Stage.current
    let gateway = try await stage.addGateway("vonage")
    let ids = try await stage.insertSMS("sent", count: 3, ["remote_id": "'A' || n"])
    let (callbacks, tokens) = (try stage.callbacks, try stage.tokens)
    let token = tokens.account(transport: gateway)
    let reference = tokens.row(ids[0], generation: 1, transport: gateway)
    _ = try await callbacks.receipt(
      stage.callback(["status": "delivered", "messageId": "A1", "client-ref": reference]), transport: gateway, token: token)
    _ = try await callbacks.receipt(stage.callback(["status": "delivered", "messageId": "A2"]), transport: gateway, token: token)
    // A reference of another program's message, through the same account.
    _ = try await callbacks.receipt(
      stage.callback(["status": "failed", "messageId": "A3", "client-ref": "42"]), transport: gateway, token: token)
    #expect(try await stage.states(ids) == ["delivered", "delivered", "error/undelivered"])
    let unknown = try stage.callback(["status": "delivered", "messageId": "A4"])
    await #expect(throws: UnknownCallback.self) { try await callbacks.receipt(unknown, transport: gateway, token: token) }
    // It may be of the request that is under way.
    let sending = try await stage.insertSMS("sending")[0]
    await #expect(throws: EarlyReceipt.self) { try await callbacks.receipt(unknown, transport: gateway, token: token) }
    try await stage.settle(sending, "status = 'sent', sent_at = now(), remote_id = 'A4'")
    _ = try await callbacks.receipt(unknown, transport: gateway, token: token)
    #expect(try await stage.state(sending) == "delivered")
  }

  @Test("where all receipts of an account go to one URL, each part of a long SMS is known by its own id")
  func accountParts() async throws {
    let stage = try Stage.current
    let gateway = try await stage.addGateway("vonage")
    let id = try await stage.insertSMS("sent", ["remote_id": "'P1 P2'"])[0]
    for (part, state) in [("P2", "sent"), ("P1", "delivered")] {
      _ = try await stage.callbacks.receipt(
        stage.callback(["status": "delivered", "messageId": part]), transport: gateway, token: stage.tokens.account(transport: gateway))
      #expect(try await stage.state(id) == state)
    }
  }

  @Test("where none has come in the time of its gateway, the row stays sent and says so; a late one counts")
  func none() async throws {
    let stage = try Stage.current
    let gateway = try await stage.addGateway("vonage")
    try await stage.execute("UPDATE envoi.transport SET receipts_within = interval '72 h' WHERE id = \(gateway)")
    let ids = try await stage.insertSMS("sent", count: 2)
    try await stage.execute("UPDATE envoi.queue SET sent_at = now() - interval '73 h' WHERE id = \(ids[1])")
    #expect(try await stage.row(ids[0]).receipt?.summary == "receipt awaited")
    let late = try await stage.row(ids[1])
    #expect(late.status == .sent && late.receipt?.summary == "no receipt")
    #expect(try await Queue(stage.database).explain(ids[1]).last?.description.hasPrefix("no receipt came by ") == true)
    try await stage.receipt("delivered", of: ids[1], by: gateway)
    #expect(try await stage.row(ids[1]).status == .delivered)
    #expect(try await stage.row(ids[1]).receipt == nil)
  }

  @Test("codes and texts of any size and content are stored as far as they can be")
  func odd() async throws {
    let stage = try Stage.current
    let gateway = try await stage.addGateway("vonage")
    let id = try await stage.insertSMS("sent", ["remote_id": "'AB'"])[0]
    _ = try await stage.callbacks.receipt(
      stage.callback(["status": "failed", "messageId": "A\0B", "err-code": "63016"]), transport: gateway,
      token: stage.tokens.row(id, generation: 1, transport: gateway))
    let event = try #require(try await Queue(stage.database).events(of: id).first { $0.kind == "receipt_failed" })
    #expect(event.replyCode == nil && event.reply?.contains("63016") == true)
    #expect(try await stage.state(id) == "error/undelivered")
  }

  @Test("a database that is lost for a moment loses no receipt")
  func loss() async throws {
    let stage = try Stage.current
    let gateway = try await stage.addGateway("vonage")
    let ids = try await stage.insertSMS("sent", count: 20)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for id in ids { group.addTask { try await stage.receipt("delivered", of: id, by: gateway) } }
      group.addTask {
        let admin = try await stage.database.connect()
        try await admin.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        await admin.close()
      }
      try await group.waitForAll()
    }
    #expect(try await Set(stage.states(ids)) == ["delivered"])
  }

  @Test("one that failed does not decide about the row once it was requeued: that is another message")
  func requeued() async throws {
    let stage = try Stage.current
    let transport = try await stage.addGateway("vonage")
    let id = try await stage.insertSMS("sent", ["remote_id": "'A'"])[0]
    try await stage.receipt("failed", of: id, by: transport)
    #expect(try await stage.state(id) == "error/undelivered")
    try await stage.execute("UPDATE envoi.queue SET status = 'pending' WHERE id = \(id)")
    #expect(try await stage.row(id).generation == 2)
    try await stage.execute(
      "UPDATE envoi.queue SET status = 'sending', token = 9, lease_until = now() + interval '1 minute' WHERE id = \(id)")
    try await stage.settle(id, "status = 'sent', sent_at = now(), remote_id = 'B'")
    #expect(try await stage.state(id) == "sent")
    try await stage.receipt("delivered", of: id, generation: 2, part: "B", by: transport)
    #expect(try await stage.state(id) == "delivered")
  }

  @Test(
    "one that proves the first try wins over what became of the second",
    arguments: ["status = 'error', reason = 'deferred', retry_at = now()", "status = 'pending'"])
  func secondTry(_ outcome: String) async throws {
    let stage = try Stage.current
    let transport = try await stage.addGateway("vonage")
    let id = try await stage.insertSMS("error/in_doubt", ["retry_at": "now()", "attempts": "1"])[0]
    try await stage.execute(
      """
      UPDATE envoi.queue SET status = 'sending', reason = NULL, retry_at = NULL, token = 9, lease_until = now() + interval '1 minute'
      WHERE id = \(id)
      """)
    try await stage.receipt("delivered", of: id, by: transport)
    #expect(try await stage.state(id) == "sending")
    try await stage.settle(id, "\(unescaped: outcome)")
    #expect(try await stage.state(id) == "delivered")
  }
}
