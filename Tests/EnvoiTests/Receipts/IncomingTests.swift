import MessageFormat
import Postgres
import Testing

@testable import Envoi

@Suite("Incoming messages", .staged)
struct IncomingTests {
  private static let number = "+33612345671"

  private func give(_ text: String, from sender: String = "33612345671", id: String?, to gateway: Int32) async throws -> CallbackReply {
    let stage = try Stage.current
    var fields = ["msisdn": sender, "to": "33700000000", "text": text, "type": "text"]
    fields["messageId"] = id
    return try await stage.callbacks.incoming(stage.callback(fields), transport: gateway, token: stage.tokens.account(transport: gateway))
  }

  @Test("STOP suppresses the number for the site and ends what waits for it; what is sent, being sent or another's stays")
  func stop() async throws {
    let stage = try Stage.current
    let gateway = try await stage.addGateway("vonage")
    let other = try await stage.addSite("other.test")
    let states = ["pending", "error/deferred", "error/in_doubt", "error/refused", "sending", "sent", "delivered"]
    var ids: [Int] = []
    for state in states {
      let waits = ["error/deferred", "error/in_doubt"].contains(state)
      ids += try await stage.insertSMS(state, waits ? ["retry_at": "now() + interval '1 hour'"] : [:])
    }
    let pending = try await stage.insertSMS("pending", count: 2)
    let foreign = try await stage.insertSMS("pending", site: other)[0]
    #expect(try await give("Stop.", id: "M1", to: gateway).status == 200)
    let ended = "error/suppressed"
    #expect(try await stage.states(ids) == [ended, ended, ended, "error/refused", "sending", "sent", "delivered"])
    #expect(try await stage.states(pending) == [ended, "pending"])
    #expect(try await stage.state(foreign) == "pending")
    for id in ids.prefix(3) {
      let event = try #require(try await Queue(stage.database).events(of: id).last)
      #expect(event.kind == "suppressed" && event.actor == Self.number)
    }
    #expect(try await stage.values("SELECT retry_at::text FROM envoi.queue WHERE retry_at IS NOT NULL", as: String.self) == [])
    let suppressions = try await Suppressions(stage.database).all(of: nil)
    #expect(suppressions.map { "\($0.site) \($0.channel) \($0.address) \($0.source)" } == ["example.org sms \(Self.number) Stop."])
    // From now on the door is closed.
    let late: Int = try await stage.value("SELECT envoi.enqueue('example.org', \(Self.number), text => 'x', channel => 'sms')")
    #expect(try await stage.state(late) == ended)
  }

  @Test("START ends it; one that comes again does nothing again")
  func start() async throws {
    let stage = try Stage.current
    let gateway = try await stage.addGateway("vonage")
    let suppressions = Suppressions(stage.database)
    _ = try await give("STOP", id: "M1", to: gateway)
    _ = try await give("Start", id: "M2", to: gateway)
    _ = try await give("STOP", id: "M1", to: gateway)
    #expect(try await suppressions.all(of: stage.site).isEmpty)
    _ = try await give("STOP", id: "M3", to: gateway)
    _ = try await give("Hello, is anybody there?", id: "M4", to: gateway)
    #expect(try await suppressions.all(of: stage.site).map(\.address) == [Self.number])
    #expect(
      try await stage.values("SELECT concat_ws(' ', remote_id, action, sender) FROM envoi.incoming ORDER BY id", as: String.self)
        == ["M1 stop \(Self.number)", "M2 start \(Self.number)", "M3 stop \(Self.number)", "M4 \(Self.number)"])
  }

  @Test("the words are those of the site's language, and the English ones")
  func language() async throws {
    let stage = try Stage.current
    let gateway = try await stage.addGateway("vonage")
    _ = try await give("Arrêt", id: "M1", to: gateway)
    #expect(try await Suppressions(stage.database).all(of: nil).isEmpty)
    try await stage.execute("UPDATE envoi.site SET language = 'fr-FR'")
    _ = try await give("Arrêt", id: "M2", to: gateway)
    #expect(try await Suppressions(stage.database).all(of: nil).count == 1)
  }

  @Test(
    "a number is known however the gateway writes it, and never guessed; who has none is kept by name",
    arguments: [
      ("+33612345671", nil, "+33612345671"), ("33612345671", nil, "+33612345671"), ("0033612345671", nil, "+33612345671"),
      (" +33612345671 ", nil, "+33612345671"), ("0612345671", "FR", "+33612345671"), ("0612345671", nil, "0612345671"),
      ("33612345671", "DE", "+33612345671"), ("36111", nil, "36111"), ("My Bank", "FR", "My Bank"), ("999912345678", nil, "+999912345678"),
    ] as [(String, String?, String)])
  func sender(_ text: String, _ country: String?, _ sender: String) throws {
    #expect(try Callbacks.sender(text, country: country) == sender)
  }

  @Test("what is forged or malformed is refused, and nothing is changed")
  func refused() async throws {
    let stage = try Stage.current
    let (vonage, twilio) = (try await stage.addGateway("vonage"), try await stage.addGateway("twilio"))
    let id = try await stage.insertSMS("pending")[0]
    let (callbacks, tokens) = (try stage.callbacks, try stage.tokens)
    let before = try await stage.everything()
    let stop = try stage.callback(["msisdn": "33612345671", "text": "STOP", "messageId": "M1"])
    for (transport, token) in [
      (vonage, tokens.account(transport: twilio)), (vonage, tokens.row(id, generation: 1, transport: vonage)), (vonage, ""),
      (99, tokens.account(transport: 99)),
    ] {
      await #expect(throws: UnknownCallback.self) { try await callbacks.incoming(stop, transport: transport, token: token) }
    }
    await #expect(throws: CallbackRefusal.self) {
      try await callbacks.incoming(
        stage.callback(["From": "+33612345671", "Body": "STOP", "MessageSid": "M1"]), transport: twilio,
        token: tokens.account(transport: twilio))
    }
    for sender in ["", "\u{1}", String(repeating: "x", count: 400)] {
      await #expect(throws: CallbackRefusal.self) { _ = try await give("STOP", from: sender, id: "M1", to: vonage) }
    }
    #expect(try await stage.everything() == before)
  }

  @Test("an operator's suppression ends what waits, and is ended by the operator")
  func operators() async throws {
    let stage = try Stage.current
    let suppressions = Suppressions(stage.database)
    let id = try await stage.insertSMS("pending")[0]
    let number = try PhoneNumber(Self.number)
    #expect(try await suppressions.add(number, to: stage.site, source: "ann") == (true, 1))
    #expect(try await suppressions.add(number, to: stage.site, source: "bob") == (false, 0))
    #expect(try await stage.state(id) == "error/suppressed")
    #expect(try await suppressions.all(of: stage.site).map(\.source) == ["ann"])
    #expect(try await suppressions.remove(number, of: stage.site))
    #expect(try await !suppressions.remove(number, of: stage.site))
  }

  @Test("STOP from many numbers at once, while rows are claimed and requeued, waits for nobody for ever")
  func concurrent() async throws {
    let stage = try Stage.current
    let gateway = try await stage.addGateway("vonage")
    var ids: [Int] = []
    for _ in 1...20 { ids += try await stage.insertSMS("pending", count: 9) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for n in 1...9 { group.addTask { _ = try await give("STOP", from: "3361234567\(n)", id: "M\(n)", to: gateway) } }
      group.addTask { _ = try await Queue(stage.database).cancel(QueueFilter(), actor: "ann") }
      try await group.waitForAll()
    }
    #expect(try await Set(stage.states(ids)).isSubset(of: ["error/suppressed", "error/cancelled"]))
    #expect(try await Suppressions(stage.database).all(of: nil).count == 9)
  }
}
