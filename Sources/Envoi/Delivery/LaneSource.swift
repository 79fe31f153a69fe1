internal import Foundation
internal import MessageFormat
internal import Synchronization
internal import Transport

/// Between a connection and the queue: hands out parcels, composes them and records what became of them, all on the connection's thread.
struct LaneSource: MailSource {
  let feed: Feed
  let ledger: Ledger
  let site: Site
  let redirect: EmailAddress?
  let tally: LaneTally
  /// Seconds that the transport would be paused for.
  let pause: Double

  func next() -> Parcel? {
    while let parcel = feed.take() {
      if parcel.expires > .now { return parcel }
      record(.expired(parcel))
    }
    return nil
  }

  func envelope(of parcel: Parcel) -> Envelope {
    Envelope(sender: site.returnPath.description, recipient: redirect?.description ?? parcel.recipient)
  }

  func content(of parcel: Parcel, into buffer: inout [UInt8]) throws -> ContentTraits {
    try parcel.letter.compose(
      row: parcel.id, generation: parcel.generation, to: EmailAddress(parcel.recipient), name: parcel.recipientName,
      variables: parcel.variables, redirect: redirect, date: Date(), into: &buffer)
  }

  func contentBegins(_ parcel: Parcel) throws { try ledger.begins(parcel) }

  func finished(_ parcel: Parcel, _ outcome: Outcome) {
    if case .refused(let reply, let verb) = outcome, reply.disposition(at: verb) == .configuration {
      tally.note(Trouble(.transaction, .configuration, reply: reply, "the relay refuses our account: \(reply.text)"))
    }
    record(
      Settlement(
        outcome, of: parcel,
        in: .init(
          onDoubt: site.onDoubt, othersPass: tally.othersPass, pause: pause, jitter: .random(in: 0...1), now: .now)))
  }

  func record(_ settlement: Settlement) {
    tally.count(settlement)
    ledger.settle(settlement)
  }
}
