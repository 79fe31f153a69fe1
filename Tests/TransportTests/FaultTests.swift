import Support
import Testing

@testable import Transport

/// What a relay does instead of answering a verb.
enum Fault: String, CaseIterable, Sendable {
  case temporary, permanent, shutdown, close, reset, stall, garbage

  var action: ScriptedSMTPServer.Action {
    switch self {
    case .temporary: .reply("451 4.3.0 not now")
    case .permanent: .reply("554 5.7.1 not ever")
    case .shutdown: .replyThenClose("421 4.3.2 going down")
    case .close: .close
    case .reset: .reset
    case .stall: .stall
    case .garbage: .reply("HTTP/1.1 400 Bad Request")
    }
  }

  /// The reply is a refusal, not the loss of the session.
  var code: Int? {
    switch self {
    case .temporary: 451
    case .permanent: 554
    case .shutdown: 421
    default: nil
    }
  }
}

@Suite("A fault of the relay")
struct FaultTests {
  static let verbs: [(Verb, String)] = [(.mail, "MAIL"), (.recipient, "RCPT"), (.data, "DATA"), (.dot, ".")]
  static let cases = verbs.flatMap { verb in Fault.allCases.map { (verb.0, $0) } }

  static var impatient: Timeouts {
    var timeouts = Timeouts()
    // Long enough for a relay that answers on a busy machine.
    (timeouts.open, timeouts.command, timeouts.data, timeouts.dot) = (.seconds(2), .seconds(2), .seconds(2), .seconds(2))
    return timeouts
  }

  @Test("in a session that had carried a mail costs at most that session", arguments: cases)
  func inProvenSession(verb: Verb, fault: Fault) async throws {
    for extensions in [ScriptedSMTPServer.extensions, ScriptedRelay.lockstep] {
      let relay = try ScriptedRelay(extensions: extensions, timeouts: Self.impatient) { command in
        command.verb == verb.rawValue && command.session == 0 && command.transaction == 1 ? fault.action : nil
      }
      let source = RecordingSource(count: 4)
      #expect(await relay.deliver(source) == nil)
      let expected: String =
        switch (verb, fault.code) {
        case (.mail, _): "accepted"
        case (_, let code?): "\(code) at \(verb.rawValue)"
        default: verb == .dot ? "inDoubt" : "accepted"
        }
      #expect((0..<4).map { source.outcome($0)?.name } == ["accepted", expected, "accepted", "accepted"])
      #expect(source.outcomes.values.allSatisfy { $0.count == 1 })
      #expect(relay.server.mails.count(where: \.isAcknowledged) == source.outcomes.values.count { $0.first?.isAccepted == true })
    }
  }

  @Test(
    "in the first transaction of a new session is the relay's trouble, unless it refuses the recipient or the content", arguments: cases)
  func inFreshSession(verb: Verb, fault: Fault) async throws {
    for extensions in [ScriptedSMTPServer.extensions, ScriptedRelay.lockstep] {
      let relay = try ScriptedRelay(extensions: extensions, timeouts: Self.impatient) { command in
        command.verb == verb.rawValue && command.transaction == 0 ? fault.action : nil
      }
      let source = RecordingSource(count: 1)
      let trouble = await relay.deliver(source)
      if verb != .mail, let code = fault.code {
        #expect(trouble == nil && source.outcome(0)?.name == "\(code) at \(verb.rawValue)")
      } else {
        #expect(trouble?.stage == .transaction && source.outcome(0)?.name == (verb == .dot ? "inDoubt" : "notSent"))
      }
      #expect(!relay.server.mails.contains(where: \.isAcknowledged) && source.outcomes[0]?.count == 1)
    }
  }

  @Test("at the greeting or at EHLO is trouble before any mail is taken", arguments: ["CONNECT", "EHLO"], Fault.allCases)
  func atOpening(verb: String, fault: Fault) async throws {
    let relay = try ScriptedRelay(timeouts: Self.impatient) { ["HELO", verb].contains($0.verb) ? fault.action : nil }
    let source = RecordingSource(count: 1)
    let trouble = await relay.deliver(source)
    // A reset may come before the connection is seen to stand.
    let stages: [Trouble.Stage] = verb == "EHLO" ? [.hello] : fault == .reset ? [.connect, .greeting] : [.greeting]
    #expect(trouble.map { stages.contains($0.stage) } == true && source.left == 1)
    #expect(trouble?.reply?.code == fault.code)
  }

  @Test("a greeting that drips does not hold us for longer than opening may take")
  func drip() async throws {
    let relay = try ScriptedRelay(timeouts: Self.impatient) { $0.verb == "CONNECT" ? .drip(String(repeating: "2", count: 500), 20) : nil }
    #expect(await relay.deliver(RecordingSource(count: 1))?.stage == .greeting)
  }

  @Test("a refusal in the middle of the content counts, and certainly nothing was sent")
  func refusalWithinContent() async throws {
    // It answers DATA, refuses at once and goes, with megabytes still to come.
    let relay = try ScriptedRelay {
      $0.verb == "DATA" && $0.transaction == 0 ? .replyThenClose("354 go on\r\n552 5.3.4 too large after all") : nil
    }
    let source = RecordingSource([.init(0, content: String(repeating: "0123456789abcdef\r\n", count: 400_000))])
    #expect(await relay.deliver(source) == nil)
    #expect(source.outcome(0)?.name == "552 at .")
  }

  @Test("a positive answer to content that was not written is not believed")
  func falseAcceptance() async throws {
    let relay = try ScriptedRelay { $0.verb == "DATA" ? .replyThenClose("354 go on\r\n250 2.0.0 got it") : nil }
    let source = RecordingSource([.init(0, content: String(repeating: "0123456789abcdef\r\n", count: 400_000))])
    #expect(await relay.deliver(source) != nil)
    #expect(source.outcome(0)?.name == "notSent")
  }
}
