internal import MessageFormat
internal import Transport

/// Between one connection and the queue: hands out parcels and records what became of them, all on the connection's thread.
final class LaneSource: Sendable {
  /// What the sources of a lane have in common.
  struct Lane: Sendable {
    let feed: Feed
    let tally: LaneTally
    let site: Site
    let redirect: EmailAddress?
    /// Seconds that the transport would be paused for.
    let pause: Double
    /// Its last session was fine.
    let isHealthy: Bool
    /// It has answered for the first time.
    let answered: @Sendable () -> Void
    /// Stops the lane.
    let fail: @Sendable (Trouble) -> Void
  }

  private struct LeaseLapsed: Error, CustomStringConvertible {
    let description = "the lease is over: another worker may have the row"
  }

  let lane: Lane
  private let slot: Slot
  private let outbox: Outbox

  init(_ lane: Lane, slot: Slot, outbox: Outbox) {
    self.lane = lane
    self.slot = slot
    self.outbox = outbox
  }

  /// Nothing more comes at once: what is known is written.
  func finish() { outbox.write() }

  func next() -> Parcel? {
    while !slot.isLost, let parcel = lane.feed.take() {
      if !parcel.lease.isHeld {
        record(.release(parcel))
      } else if parcel.expires <= .now {
        record(.ended(parcel, .expired, why: "not sent before it expired"))
      } else if parcel.row.isSuppressed {
        record(.ended(parcel, .suppressed, why: "the recipient has asked for nothing more"))
      } else {
        return parcel
      }
    }
    finish()
    return nil
  }

  /// The content is about to be written. It may be long since `next`: there was a message before this one to be answered.
  func begins(_ parcel: Parcel) throws {
    guard parcel.lease.isHeld else { throw LeaseLapsed() }
    try outbox.begins(parcel)
  }

  /// What decides about a settlement beside the outcome.
  var context: Settlement.Context {
    .init(
      onDoubt: lane.site.onDoubt, othersPass: lane.isHealthy || lane.tally.hasSent, pause: lane.pause, jitter: .random(in: 0...1), now: .now
    )
  }

  /// Records it. Where the answer is about the way and not about this row, the way is stopped.
  func record(_ settlement: Settlement, of answer: Answer) {
    record(settlement)
    guard settlement.status == .pending else { return }
    if case .throttled(let delay) = answer.meaning {
      lane.fail(Trouble(.transaction, .throttled, retryAfter: delay, "too fast, it wants us to slow down: \(answer.text)"))
    } else {
      lane.fail(Trouble(.transaction, .configuration, "it refuses our account or our settings: \(answer.text)"))
    }
  }

  func record(_ settlement: Settlement) {
    let isFirstAnswer = lane.tally.count(settlement)
    outbox.settle(settlement)
    if isFirstAnswer { lane.answered() }
  }
}
