import Foundation
import MessageFormat
import Postgres
import Testing
import Transport

@testable import Envoi

@Suite("Sealed variables", .staged)
struct SealedVariableTests {
  /// One message of which each recipient's text is the variable.
  private func enqueue(_ stage: Stage, _ variables: String) async throws -> Int {
    let json =
      #"{"to": {"address": "ann@example.net", "variables": \#(variables)}, "subject": "Hello", "text": "It is {{variables.code}}, and nothing but what was said."}"#
    let rows = try await Intake(stage.database, door: stage.door(), log: stage.log).enqueue(json: Data(json.utf8), files: .folder("/")).rows
    return try #require(rows.first)
  }

  private func seal(_ text: String, row: Int, _ stage: Stage) throws -> String {
    try #require(try SealedVariables(secretKey: stage.secretKey()).seal(Secret(text), row: row)["sealed"])
  }

  @Test("what is sealed for a row is opened when that is sent, and shows as dots elsewhere")
  func opened() async throws {
    let stage = try Stage.current
    let row = try await enqueue(stage, #"{"code": {"sealed": "x"}, "n": 1}"#)
    let sealed = try seal("sesame \"42\"", row: row, stage)
    try await stage.execute("UPDATE envoi.queue SET variables = jsonb_build_object('code', jsonb_build_object('sealed', \(sealed)::text))")
    #expect(String(decoding: try #require(try await Queue(stage.database).mail(of: row)), as: UTF8.self).contains("It is =E2=80=A2"))
    _ = try await stage.worker(secretKey: stage.secretKey()).run(.send)
    #expect(try await stage.state(row) == "sent")
    #expect(try stage.mails()[0].contains("It is sesame \"42\","))
  }

  @Test("a worker without the key, or with another one, ends the row and says what to do; it goes once the key is there")
  func otherKey() async throws {
    let stage = try Stage.current
    let user = try await stage.addUser()
    try await stage.users().invite(user)
    for key in [nil, try SecretKey("another horse, another staple")] {
      _ = try await stage.worker(secretKey: key).run(.send)
      #expect(try await stage.state(1) == "error/invalid")
      let reply = try #require(try await stage.row(1).reply)
      #expect(reply.contains("variables.link: ") && reply.contains("ENVOI_SECRET_KEY") && reply.contains("requeue the row"), "\(reply)")
      try await stage.execute("UPDATE envoi.queue SET status = 'pending' WHERE id = 1")
    }
    _ = try await stage.worker(secretKey: SecretKey("a new horse, a new staple", old: "correct horse battery staple")).run(.send)
    #expect(try await stage.state(1) == "sent")
  }

  @Test("what others put in as sealed does not open, be it copied from another row or made up")
  func copied() async throws {
    let stage = try Stage.current
    try await stage.users().invite(stage.addUser())
    let link = try await stage.value("SELECT variables #>> '{link,sealed}' FROM envoi.queue", as: String.self)
    let rows = [
      try await enqueue(stage, #"{"code": {"sealed": "\#(link)"}}"#), try await enqueue(stage, #"{"code": {"sealed": "?"}}"#),
      try await enqueue(stage, #"{"code": "right", "deep": [{"a": {"sealed": ""}}]}"#),
    ]
    let innocent = try await enqueue(stage, #"{"code": "the word \"sealed\"", "o": {"sealed": 1}, "p": {"sealed": "a", "b": 2}, "n": 1.5}"#)
    _ = try await stage.worker(secretKey: stage.secretKey()).run(.send)
    for row in rows { #expect(try await stage.state(row) == "error/invalid") }
    #expect(try await stage.row(rows[2]).reply?.contains("variables.deep[0].a: ") == true)
    #expect(try await stage.state(innocent) == "sent")
    #expect(try stage.mails().contains { $0.contains("It is the word \"sealed\",") })
  }

  @Test("an SMS has it too, and where it is looked at it shows as dots")
  func text() throws {
    let message = try TextMessage(text: "Code {{variables.code}}")
    #expect(try message.rendered(name: nil, variables: #"{"code": {"sealed": "abc"}}"#) == "Code •••")
    let sealed = SealedVariables(secretKey: try Stage.current.secretKey())
    let object = try sealed.seal(Secret("1234"), row: 7)
    let variables = #"{"code": {"sealed": "\#(try #require(object["sealed"]))"}}"#
    #expect(try message.rendered(name: nil, variables: sealed.open(variables, row: 7)) == "Code 1234")
    #expect(throws: InvalidInput.self) { try sealed.open(variables, row: 8) }
  }
}
