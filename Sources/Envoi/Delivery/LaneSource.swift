internal import Foundation
internal import MessageFormat
internal import Synchronization
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
  }

  private let lane: Lane
  private let outbox: Outbox
  /// A run of parcels that was taken at once.
  private let run = Mutex<[Parcel]>([])

  init(_ lane: Lane, outbox: Outbox) {
    self.lane = lane
    self.outbox = outbox
  }

  /// What was taken and not begun.
  func rest() -> [Parcel] {
    run.withLock { run in
      defer { run = [] }
      return run
    }
  }

  /// Nothing more comes at once: what is known is written.
  func finish() { outbox.write() }

  func next() -> Parcel? {
    while !lane.feed.isClosed,
      let parcel = run.withLock({ run in
        if run.isEmpty { run = lane.feed.take().reversed() }
        return run.popLast()
      })
    {
      if parcel.expires > .now { return parcel }
      record(.expired(parcel))
    }
    finish()
    return nil
  }

  func envelope(of parcel: Parcel) -> Envelope {
    Envelope(sender: lane.site.returnPath.description, recipient: lane.redirect?.description ?? parcel.recipient)
  }

  func content(of parcel: Parcel, into buffer: inout [UInt8]) throws -> ContentTraits {
    try parcel.letter.compose(
      row: parcel.id, generation: parcel.generation, to: EmailAddress(parcel.recipient), name: parcel.recipientName,
      variables: parcel.variables, redirect: lane.redirect, date: Date(), into: &buffer)
  }

  func contentBegins(_ parcel: Parcel) throws { try outbox.begins(parcel) }

  func finished(_ parcel: Parcel, _ outcome: Outcome) {
    if case .accepted(let reply) = outcome { return record(.sent(parcel, reply)) }
    if case .refused(let reply, let verb) = outcome, reply.disposition(at: verb) == .configuration {
      lane.tally.note(Trouble(.transaction, .configuration, reply: reply, "the relay refuses our account: \(reply.explanation)"))
    }
    record(
      Settlement(
        outcome, of: parcel,
        in: .init(
          onDoubt: lane.site.onDoubt, othersPass: lane.tally.othersPass, pause: lane.pause, jitter: .random(in: 0...1), now: .now)))
  }

  private func record(_ settlement: Settlement) {
    lane.tally.count(settlement)
    outbox.settle(settlement)
  }
}
