internal import Foundation
internal import MessageFormat
internal import Transport

/// Between one connection and the queue: hands out parcels, composes them and records what became of them, all on the connection's thread.
final class LaneSource: MailSource {
  /// What the sources of a lane have in common.
  struct Lane: Sendable {
    let feed: Feed
    let tally: LaneTally
    let site: Site
    let redirect: EmailAddress?
    /// Seconds that the transport would be paused for.
    let pause: Double
    /// The relay's last session was fine.
    let isHealthy: Bool
    /// Stops the lane.
    let fail: @Sendable (Trouble) -> Void
  }

  private struct LeaseLapsed: Error, CustomStringConvertible {
    let description = "the lease is over: another worker may have the row"
  }

  private let lane: Lane
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
        record(.expired(parcel))
      } else {
        return parcel
      }
    }
    finish()
    return nil
  }

  func envelope(of parcel: Parcel) -> Envelope {
    let recipient = lane.redirect ?? (try? parcel.address.get())
    return Envelope(sender: lane.site.returnPath.description, recipient: recipient?.description ?? parcel.row.recipient)
  }

  func content(of parcel: Parcel, into buffer: inout [UInt8]) throws -> ContentTraits {
    try parcel.letter.compose(
      row: parcel.id, generation: parcel.row.generation, to: parcel.address.get(), name: parcel.row.recipientName,
      variables: parcel.row.variables, redirect: lane.redirect, date: Date(), into: &buffer)
  }

  /// It may be long since `next`: the relay had a mail before this one to answer.
  func contentBegins(_ parcel: Parcel) throws {
    guard parcel.lease.isHeld else { throw LeaseLapsed() }
    try outbox.begins(parcel)
  }

  func finished(_ parcel: Parcel, _ outcome: Outcome) {
    if case .accepted(let reply) = outcome {
      var settlement = Settlement.sent(parcel, reply)
      if let redirect = lane.redirect { settlement.reply = "redirected to \(redirect): \(settlement.reply ?? "")" }
      return record(settlement)
    }
    let settlement = Settlement(
      outcome, of: parcel,
      in: .init(
        onDoubt: lane.site.onDoubt, othersPass: lane.isHealthy || lane.tally.hasSent, pause: lane.pause, jitter: .random(in: 0...1),
        now: .now))
    record(settlement)
    guard case .refused(let reply, let verb) = outcome, settlement.status == .pending else { return }
    let isThrottled = reply.disposition(at: verb) == .throttled
    lane.fail(
      Trouble(
        .transaction, isThrottled ? .throttled : .configuration, reply: reply,
        "the relay \(isThrottled ? "wants us to slow down" : "refuses our account"): \(reply.explanation)"))
  }

  private func record(_ settlement: Settlement) {
    lane.tally.count(settlement)
    outbox.settle(settlement)
  }
}
