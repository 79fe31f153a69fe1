import Support
import Testing

@testable import Transport

@Suite("The mail dialogue")
struct DialogueTests {
  @Test("delivers each mail once, byte for byte", arguments: [ScriptedSMTPServer.extensions, ScriptedRelay.lockstep, []])
  func delivers(extensions: [String]) async throws {
    let relay = try ScriptedRelay(extensions: extensions)
    let source = RecordingSource(count: 20)
    #expect(await relay.deliver(source) == nil)
    #expect(source.outcomes.values.allSatisfy { $0.count == 1 && $0[0].isAccepted } && source.outcomes.count == 20)
    #expect(source.begun == Array(0..<20))
    #expect(relay.server.mails.map(\.recipient) == (0..<20).map { "to\($0)@example.org" })
    #expect(relay.server.mails.map { String(decoding: $0.content, as: UTF8.self) } == (0..<20).map { RecordingSource.Mail($0).content })
    #expect(relay.server.sessions == 1)
  }

  @Test("blocks no thread but the connection's own")
  func ownThread() async throws {
    let relay = try ScriptedRelay()
    let source = RecordingSource(count: 3)
    #expect(await relay.deliver(source) == nil)
    #expect(source.threads == ["smtp"])
  }

  @Test("keeps the text of the final reply, which names the relay's queue id")
  func keepsReply() async throws {
    let relay = try ScriptedRelay()
    let source = RecordingSource(count: 1)
    #expect(await relay.deliver(source) == nil)
    #expect(source.outcome(0) == .accepted(Reply(code: 250, enhanced: EnhancedStatus(2, 0, 0), text: "Ok: queued as 0-0")))
  }

  @Test("writes the next envelope behind the dot, before the dot is answered")
  func pipelines() async throws {
    let relay = try ScriptedRelay { ["MAIL", "RCPT"].contains($0.verb) && !$0.isFollowed ? .reply("503 5.5.1 not pipelined") : nil }
    let source = RecordingSource(count: 2)
    #expect(await relay.deliver(source) == nil)
    let expected =
      "EHLO client.example.org\r\nMAIL FROM:<from@example.org> SIZE=22\r\nRCPT TO:<to0@example.org>\r\nDATA\r\n"
      + "Subject: 0\r\n\r\nMail 0\r\n.\r\nMAIL FROM:<from@example.org> SIZE=22\r\nRCPT TO:<to1@example.org>\r\nDATA\r\n"
      + "Subject: 1\r\n\r\nMail 1\r\n.\r\n"
    #expect(relay.received() == expected)
  }

  @Test("a relay that does not pipeline gets one command at a time")
  func lockstep() async throws {
    let relay = try ScriptedRelay(extensions: []) { $0.isFollowed ? .reply("503 5.5.1 wait for your answer") : nil }
    let source = RecordingSource(count: 3)
    #expect(await relay.deliver(source) == nil)
    #expect(!relay.received().contains("SIZE=") && relay.server.mails.count == 3)
  }

  @Test("goes on in the same session after a refused recipient", arguments: [ScriptedSMTPServer.extensions, ScriptedRelay.lockstep])
  func goesOn(extensions: [String]) async throws {
    let relay = try ScriptedRelay(extensions: extensions) { command in
      command.line.contains("to1@") ? .reply("550-5.1.1 no such\r\n550 5.1.1 user") : nil
    }
    let source = RecordingSource(count: 3)
    #expect(await relay.deliver(source) == nil)
    #expect(source.outcome(1) == .refused(Reply(code: 550, enhanced: EnhancedStatus(5, 1, 1), text: "no such user"), at: .recipient))
    #expect(source.outcome(0)?.isAccepted == true && source.outcome(2)?.isAccepted == true)
    #expect(relay.server.sessions == 1 && relay.server.mails.count == 2)
    #expect(relay.received().contains("RSET\r\n"))
  }

  @Test("a relay that opens the content for a refused recipient gets a lone dot")
  func loneDot() async throws {
    let relay = try ScriptedRelay { command in
      if command.line.contains("to1@") { return .reply("550 5.1.1 no") }
      return command.verb == "DATA" ? .reply("354 go on") : nil
    }
    let source = RecordingSource(count: 3)
    #expect(await relay.deliver(source) == nil)
    #expect(["accepted", "550 at RCPT", "accepted"] == (0..<3).map { source.outcome($0)?.name })
    #expect(relay.server.mails.map(\.recipient) == ["to0@example.org", "to2@example.org"])
    #expect(relay.received().contains("DATA\r\n.\r\nMAIL") && !relay.received().contains("RSET"))
    #expect(source.begun == [0, 2])
  }

  @Test("a refusal of the final dot is the mail's, and the next envelope behind it stands")
  func refusedDot() async throws {
    let relay = try ScriptedRelay { $0.verb == "." && $0.transaction == 0 ? .reply("554 5.7.1 spam") : nil }
    let source = RecordingSource(count: 2)
    #expect(await relay.deliver(source) == nil)
    #expect(source.outcome(0)?.name == "554 at ." && source.outcome(1)?.isAccepted == true)
    #expect(relay.server.sessions == 1 && !relay.received().contains("RSET"))
  }

  @Test("a refusal at MAIL for size or sender is the mail's; any other is the relay's trouble")
  func refusedMail() async throws {
    let own = try ScriptedRelay { $0.verb == "MAIL" && $0.line.contains("bad@") ? .reply("552 5.3.4 too large") : nil }
    let source = RecordingSource([.init(0, from: "bad@example.org"), .init(1)])
    #expect(await own.deliver(source) == nil)
    #expect(source.outcome(0)?.name == "552 at MAIL" && source.outcome(1)?.isAccepted == true)

    let relays = try ScriptedRelay { $0.verb == "MAIL" ? .reply("451 4.3.0 busy") : nil }
    let second = RecordingSource(count: 3)
    let trouble = await relays.deliver(second)
    #expect(trouble?.stage == .transaction && trouble?.kind == .temporary && trouble?.reply?.code == 451)
    #expect(second.outcome(0)?.name == "notSent" && second.left == 2 && relays.server.sessions == 1)
  }

  @Test("a session that the relay ends after some mails is replaced, and nothing is repeated", arguments: [true, false])
  func hundredMails(says421: Bool) async throws {
    let relay = try ScriptedRelay { command in
      guard command.verb == "MAIL", command.transaction == 10 else { return nil }
      return says421 ? .replyThenClose("421 4.7.0 too many mails") : .close
    }
    let source = RecordingSource(count: 35)
    #expect(await relay.deliver(source) == nil)
    #expect(source.outcomes.values.allSatisfy { $0.count == 1 && $0[0].isAccepted } && source.outcomes.count == 35)
    #expect(relay.server.mails.count == 35 && relay.server.sessions == 4)
  }

  @Test("a session that was idle for long is not used again")
  func idle() async throws {
    var timeouts = Timeouts()
    timeouts.idle = .zero
    let relay = try ScriptedRelay(timeouts: timeouts)
    for _ in 0..<2 { #expect(await relay.deliver(RecordingSource(count: 1)) == nil) }
    #expect(relay.server.sessions == 2 && relay.received(0).hasSuffix("QUIT\r\n"))
  }

  @Test("a session that the relay closed while idle costs nothing")
  func closedWhileIdle() async throws {
    let relay = try ScriptedRelay { $0.verb == "." ? .replyThenClose("250 2.0.0 last one") : nil }
    for number in 0..<3 {
      let source = RecordingSource([.init(number)])
      #expect(await relay.deliver(source) == nil)
      #expect(source.outcome(number)?.isAccepted == true)
    }
    #expect(relay.server.mails.count == 3)
  }

  @Test("an intent that cannot be noted keeps the content from being written")
  func intent() async throws {
    let relay = try ScriptedRelay()
    let source = RecordingSource((0..<5).map { .init($0) }, refusesIntent: 1)
    let trouble = await relay.deliver(source)
    #expect(trouble?.kind == .stopped)
    #expect(["accepted", "notSent", "notSent"] == (0..<3).map { source.outcome($0)?.name } && source.left == 2)
    #expect(relay.server.mails.count == 1 && !relay.received().contains("Mail 1"))
  }

  @Test("the dialogue and the login are told step by step, without the password")
  func transcript() async throws {
    let steps = StepList()
    let relay = try ScriptedRelay(extensions: ["AUTH PLAIN LOGIN"], username: "app") {
      $0.verb == "AUTH" ? .reply("235 2.7.0 welcome") : nil
    } transcript: {
      steps.append($0)
    }
    #expect(await relay.deliver(RecordingSource(count: 1)) == nil)
    await relay.connection.close()
    let said = steps.all.compactMap { step in if case .sent(let text) = step { text } else { nil } }
    #expect(said.map { $0.prefix(4) } == ["EHLO", "AUTH", "MAIL", "RCPT", "DATA", "(22 ", ".", "QUIT"])
    #expect(said[1] == "AUTH PLAIN ••••")
    #expect(steps.all.contains(.received("250 2.0.0 Ok: queued as 0-0")))
    // NUL app NUL geheim, as the server got it.
    #expect(relay.received().contains("AUTH PLAIN AGFwcABnZWhlaW0=") && !"\(steps.all)".contains("AGFw"))
  }
}
