import Support
import Testing

@testable import Transport

@Suite("Whatever the relay does")
struct RandomRelayTests {
  /// A script drawn from a number: the same number misbehaves in the same way.
  static func script(_ seed: UInt64, severity: UInt64) -> @Sendable (ScriptedSMTPServer.Command) -> ScriptedSMTPServer.Action? {
    { command in
      var hash = seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(command.session) &* 1_000_003 &+ UInt64(command.transaction) &* 8191
      for byte in command.verb.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash ^= hash >> 29
      hash &*= 0xBF58_476D_1CE4_E5B9
      hash ^= hash >> 32
      guard hash % 100 < severity else { return nil }
      // Rarely what takes time.
      let faults: [Fault] = Fault.allCases + Fault.allCases.filter { $0 != .stall } + [.temporary, .permanent, .shutdown, .close]
      switch (hash / 100) % 20 {
      case 0: return .replyThenClose(command.verb == "DATA" ? "354 go on" : "250 2.0.0 and goodbye")
      // One answer a command: a relay that answers twice can be taken for one that has accepted what follows.
      case 1: return .reply("250 2.0.0 yes")
      case 2: return .reply("354 what")
      default: return faults[Int((hash / 2000) % UInt64(faults.count))].action
      }
    }
  }

  @Test("each mail that was taken is finished once, and accepted if and only if the relay acknowledged its dot", arguments: 0..<60)
  func holds(seed: Int) async throws {
    let relay = try ScriptedRelay(
      extensions: seed % 3 == 0 ? ScriptedRelay.lockstep : ScriptedSMTPServer.extensions, timeouts: FaultTests.impatient,
      script: Self.script(UInt64(seed), severity: UInt64(3 + seed % 5 * 8)))
    let mails = (0..<40).map { number in
      RecordingSource.Mail(number, content: number % 13 == 5 ? String(repeating: "0123456789abcdef\r\n", count: 20_000) : nil)
    }
    let source = RecordingSource(mails)
    var rounds = 0
    while source.left > 0, rounds < 500 {
      rounds += 1
      _ = await relay.deliver(source)
    }
    #expect(source.left == 0)
    relay.server.stop()
    let byRecipient = Dictionary(grouping: relay.server.mails, by: \.recipient)
    for mail in mails {
      let arrived = byRecipient[mail.envelope.recipient] ?? []
      let outcomes = source.outcomes[mail.number] ?? []
      #expect(outcomes.count == 1, "mail \(mail.number): \(outcomes)")
      #expect(arrived.count <= 1)
      switch outcomes.first {
      case .accepted: #expect(arrived.first?.isAcknowledged == true && arrived.first?.content == Array(mail.content.utf8))
      case .inDoubt: #expect(source.begun.contains(mail.number))
      case .notSent: #expect(arrived.isEmpty)
      default: #expect(arrived.allSatisfy { !$0.isAcknowledged })
      }
    }
  }
}
