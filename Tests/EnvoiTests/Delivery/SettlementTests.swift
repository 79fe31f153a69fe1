import Foundation
import Testing
import Transport

@testable import Envoi

@Suite("Settlement")
struct SettlementTests {
  /// What is expected of an outcome: `status/reason`, event, whether the attempt counts, the delays.
  struct Verdict: Equatable, CustomStringConvertible {
    var state: String
    var event: String?
    var attempts = 0
    var retryIn: Double?
    var dueIn: Double?

    init(_ state: String, _ event: String? = nil, attempts: Int = 0, retryIn: Double? = nil, dueIn: Double? = nil) {
      (self.state, self.event, self.attempts, self.retryIn, self.dueIn) = (state, event, attempts, retryIn, dueIn)
    }

    init(_ settlement: Settlement) {
      self.init(
        [settlement.status.rawValue, settlement.reason?.rawValue].compactMap(\.self).joined(separator: "/"), settlement.event,
        attempts: settlement.attempts, retryIn: settlement.retryIn, dueIn: settlement.dueIn)
    }

    var description: String { "\(state) event \(event ?? "-") attempts \(attempts) retry \(retryIn ?? -1) due \(dueIn ?? -1)" }
  }

  static func refused(_ code: Int, _ enhanced: (UInt8, UInt16, UInt16)? = nil, at verb: Verb = .recipient, _ text: String = "no") -> Outcome
  {
    .refused(Reply(code: code, enhanced: enhanced.map { EnhancedStatus($0.0, $0.1, $0.2) }, text: text), at: verb)
  }

  static let deferred = Verdict("error/deferred", "deferred", attempts: 1, retryIn: 300)
  static let refusedForGood = Verdict("error/refused", "refused", attempts: 1)
  /// Longer than the pause of 5 s.
  static let paused = Verdict("pending", dueIn: 10)

  static let table: [(Outcome, Verdict)] = [
    (.accepted(Reply(code: 250, text: "queued as A1")), Verdict("sent", attempts: 1)),
    // By disposition: transient, greylisted, mailbox full are tried again.
    (refused(451), deferred),
    (refused(452, (4, 2, 2)), deferred),
    (refused(450, (4, 7, 1), "greylisted"), deferred),
    (refused(451, (4, 7, 26)), deferred),
    // 5xx that mean 4xx: a full mailbox, too many recipients.
    (refused(552, (5, 2, 2)), deferred),
    (refused(552, (5, 5, 3)), deferred),
    // Final: policy, bad address, too large, protocol, permanent.
    (refused(550, (5, 1, 1)), refusedForGood),
    (refused(550, (5, 7, 1), at: .dot), refusedForGood),
    (refused(552, (5, 3, 4), at: .mail), refusedForGood),
    (refused(501, (5, 5, 4)), refusedForGood),
    (refused(554, at: .dot), refusedForGood),
    // Our account's trouble, or too much at once: the row waits, nothing is counted.
    (refused(421, (4, 7, 0)), paused),
    (refused(454, nil, at: .mail, "Throttling failure"), paused),
    (refused(530, (5, 7, 0)), paused),
    (refused(535, (5, 7, 8)), paused),
    (refused(550, (5, 7, 30)), paused),
    (refused(554, nil, at: .dot, "Email address is not verified"), paused),
    (.unsendable(EnhancedStatus(5, 6, 7), "needs SMTPUTF8"), Verdict("error/invalid", "invalid")),
    // The relay's trouble is not the row's; what was being said when it came goes behind the others.
    (.notSent(Trouble(.connect, .temporary, "refused")), Verdict("pending")),
    (.notSent(Trouble(.authenticate, .login, "535")), Verdict("pending")),
    (.notSent(Trouble(.transaction, .temporary, "closed")), paused),
    (.notSent(Trouble(.transaction, .stopped, "stopped on request")), Verdict("pending")),
    (.inDoubt("the reply was lost"), Verdict("error/in_doubt", "in_doubt", attempts: 1, retryIn: 300)),
  ]

  private func settle(
    _ outcome: Outcome, attempts: Int = 0, expiresIn: Duration = .seconds(172_800), onDoubt: OnDoubt = .resend, othersPass: Bool = false,
    broughtTrouble: Bool = false
  ) throws -> Settlement {
    let parcel = try Parcel.sample(3, token: 7, attempts: attempts, expiresIn: expiresIn, broughtTrouble: broughtTrouble)
    return Settlement(outcome, of: parcel, in: .init(onDoubt: onDoubt, othersPass: othersPass, pause: 5, jitter: 0, now: .now))
  }

  @Test("each outcome gives its state, event, attempt and delay", arguments: table)
  func outcomes(_ outcome: Outcome, _ verdict: Verdict) throws {
    let settlement = try settle(outcome)
    #expect(Verdict(settlement) == verdict)
    #expect(settlement.id == 3 && settlement.token == 7)
    #expect(Verdict(try settle(outcome, othersPass: true)) == verdict)
    #expect(Verdict(try settle(outcome, broughtTrouble: true)) == verdict)
    // While others pass, trouble in the middle of a mail is that mail's when it comes again, and only that.
    let again = try settle(outcome, othersPass: true, broughtTrouble: true)
    #expect(Verdict(again) == (verdict == Self.paused ? Self.deferred : verdict))
  }

  @Test("the last reply is kept, the relay's queue id too")
  func reply() throws {
    let sent = try settle(.accepted(Reply(code: 250, enhanced: EnhancedStatus(2, 0, 0), text: "Ok: queued as 4F2A1")))
    #expect(sent.code == 250 && sent.reply == "2.0.0 Ok: queued as 4F2A1" && sent.remoteID == "4F2A1")
    let refused = try settle(Self.refused(550, (5, 1, 1), "no such user"))
    #expect(refused.code == 550 && refused.reply == "5.1.1 no such user")
    #expect(try settle(.unsendable(EnhancedStatus(5, 6, 7), "why")).reply == "5.6.7 why")
    let dropped = try settle(
      .notSent(Trouble(.transaction, .temporary, reply: Reply(code: 421, text: "bye"), "closed")), othersPass: true, broughtTrouble: true)
    #expect(dropped.code == 421 && dropped.reply == "bye")
  }

  @Test("doubt stops for an operator on a site that holds")
  func hold() throws {
    let held = try settle(.inDoubt("lost"), onDoubt: .hold)
    #expect(Verdict(held) == Verdict("error/in_doubt", "in_doubt", attempts: 1))
    #expect(Verdict(try settle(Self.refused(451), onDoubt: .hold)) == Self.deferred)
  }

  @Test("a retry that would come too late is given up, with the last reply; doubt stays doubt")
  func expiry() throws {
    let late = try settle(Self.refused(451, nil, "later"), expiresIn: .seconds(299))
    #expect(Verdict(late) == Verdict("error/expired", "expired", attempts: 1) && late.reply == "later" && late.code == 451)
    #expect(Verdict(try settle(Self.refused(451), expiresIn: .seconds(310))) == Self.deferred)
    #expect(Verdict(try settle(.inDoubt("lost"), expiresIn: .seconds(299))) == Verdict("error/in_doubt", "in_doubt", attempts: 1))
    #expect(
      Verdict(try settle(Self.refused(451), attempts: 6, expiresIn: .seconds(14_000))) == Verdict("error/expired", "expired", attempts: 1))
  }

  @Test("later attempts wait longer")
  func attempts() throws {
    #expect(try settle(Self.refused(451), attempts: 3).retryIn == 2400)
    #expect(try settle(.inDoubt("lost"), attempts: 6).retryIn == 14_400)
  }

  @Test("a pause grows from 5 s to 5 min", arguments: zip(1...9, [5.0, 10, 20, 40, 80, 160, 300, 300, 300]))
  func pauses(_ troubles: Int, _ seconds: Double) {
    #expect(TransportPauses.seconds(afterTroubles: Int32(troubles)) == seconds)
    #expect(TransportPauses.seconds(afterTroubles: .max) == 300)
  }
}
