import Postgres
import Testing

@testable import Envoi

@Suite("Queue explains", .staged)
struct ExplainTests {
  private func explain(_ state: String, _ columns: [String: String] = [:]) async throws -> [String] {
    let stage = try Stage.current
    let id = try await stage.insert(1, TransitionTests.columns(state).merging(columns) { $1 })[0]
    return try await Queue(stage.database).explain(id).map(\.description)
  }

  @Test("what has left")
  func finished() async throws {
    let sent = try await explain("sent", ["sent_at": "'2026-01-01Z'", "reply": "'queued as A1'"])
    #expect(sent == ["it was sent at 2026-01-01T00:00:00Z: queued as A1"])
    #expect(try await explain("delivered", ["delivered_at": "'2026-01-02Z'"]) == ["it was delivered at 2026-01-02T00:00:00Z"])
    let refused = try await explain("error/refused", ["reply": "'no such user'"])
    #expect(refused.first == "it ended in error/refused: no such user" && refused.last?.contains("queue requeue") == true)
    #expect(try await explain("sending", ["lease_until": "'2100-01-01Z'"]).first?.contains("2100-01-01T00:00:00Z") == true)
  }

  @Test("a mail whose Message-ID cannot be known is looked for by its recipient")
  func messageUnknown() async throws {
    let stage = try Stage.current
    let id = try await stage.insert(1, TransitionTests.columns("error/in_doubt"))[0]
    try await stage.execute("DELETE FROM envoi.installation")
    #expect(
      try await Queue(stage.database).explain(id).last?.description
        == "look in the relay's log for u1@example.net; if it is not there, envoi queue requeue \(id) sends it again")
  }

  @Test("what waits for its time")
  func later() async throws {
    let held = try await explain("pending", ["due_at": "'infinity'"])
    #expect(held == ["it is held back: its due_at is infinity"])
    #expect(
      try await explain("pending", ["due_at": "'2100-01-01Z'", "expires_at": "'2100-01-02Z'"]) == [
        "it is not due before 2100-01-01T00:00:00Z"
      ])
    let retry = try await explain("error/deferred", ["retry_at": "'2100-01-01Z'", "attempts": "3", "reply": "'busy'"])
    #expect(retry == ["retry-queue takes it from 2100-01-01T00:00:00Z on", "the last answer, to attempt 3: busy"])
    #expect(
      try await explain("error/deferred", ["retry_at": "'2026-01-01Z'"]).first
        == "it is due for another try since 2026-01-01T00:00:00Z: retry-queue takes it")
  }

  @Test("what waits for its turn")
  func turn() async throws {
    let stage = try Stage.current
    try await stage.insert(4, ["due_at": "now() - interval '1 h'"])
    try await stage.insert(2, ["priority": "9"])
    let sentences = try await explain("pending")
    #expect(sentences.count == 1 && sentences[0].hasPrefix("4 rows of example.org go before it: the next send-queue"))
    #expect(try await explain("pending", ["priority": "0"])[0].hasPrefix("it is the next to go"))
  }

  @Test("what is in its way: a disabled site, a paused transport, none at all")
  func obstacles() async throws {
    let stage = try Stage.current
    try await stage.execute("UPDATE envoi.transport SET paused_until = '2100-01-01Z', trouble = 'relay is down'")
    #expect(try await explain("pending").first == "transport sandbox is paused until 2100-01-01T00:00:00Z: relay is down")
    try await stage.execute("UPDATE envoi.transport SET paused_until = now()")
    #expect(
      try await explain("pending").first == "the last session of transport sandbox failed, the next run tries another one: relay is down")
    try await stage.execute("UPDATE envoi.transport SET paused_until = '2100-01-01Z'")
    try await stage.execute("UPDATE envoi.site SET enabled = false")
    let both = try await explain("pending")
    #expect(both.count == 3 && both[0].contains("envoi site set example.org --enable-sending") && both[1].contains("paused"))
    try await stage.execute("UPDATE envoi.transport SET enabled = false")
    #expect(
      try await explain("error/deferred", ["retry_at": "now()"]).contains {
        $0.hasPrefix("no transport of example.org is enabled: envoi transport set")
      })
    #expect(try await explain("pending").last?.hasPrefix("when that is over, 3 rows of example.org go before it; it expires at") == true)
    #expect(try await explain("pending", ["priority": "0"]).last?.hasPrefix("when that is over, it is the next to go; ") == true)
  }

  @Test("a row that is not there")
  func unknown() async throws {
    let error = await #expect(throws: InvalidInput.self) { _ = try await explainUnknown() }
    #expect(error?.description == "id: is no row of the queue, got \"999\"")
  }

  private func explainUnknown() async throws -> [Explanation] { try await Queue(Stage.current.database).explain(999) }

  @Test("every sentence has a place for each value that it is given")
  func complete() async throws {
    let stage = try Stage.current
    let states = ["sent", "delivered", "sending", "pending", "error/deferred", "error/in_doubt", "error/suppressed", "error/bounced"]
    for state in states {
      let id = try await stage.insert(1, TransitionTests.columns(state))[0]
      for explanation in try await Queue(stage.database).explain(id) {
        #expect(!explanation.description.contains("{") && !explanation.description.contains("}"), "\(explanation)")
      }
    }
  }
}
