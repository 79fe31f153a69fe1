internal import Foundation
internal import MessageFormat
internal import Transport

extension LaneSource: MailSource {
  func envelope(of parcel: Parcel) -> Envelope {
    let recipient = lane.redirect ?? (try? parcel.address.get())
    return Envelope(sender: lane.site.returnPath.description, recipient: recipient?.description ?? parcel.row.recipient)
  }

  func content(of parcel: Parcel, into buffer: inout [UInt8]) throws -> ContentTraits {
    try parcel.letter.compose(
      row: parcel.id, generation: parcel.row.generation, to: parcel.address.get(), name: parcel.row.recipientName,
      variables: parcel.row.variables, redirect: lane.redirect, date: Date(), into: &buffer)
  }

  func contentBegins(_ parcel: Parcel) throws { try begins(parcel) }

  func finished(_ parcel: Parcel, _ outcome: Outcome) {
    switch outcome {
    case .accepted(let reply):
      let text = lane.redirect.map { "redirected to \($0): \(reply.explanation)" } ?? reply.explanation
      record(.sent(parcel, code: reply.code, reply: text, remoteID: reply.queueID))
    case .refused(let reply, let verb):
      let answer = Answer(reply, at: verb)
      record(Settlement(answer, of: parcel, in: context), of: answer)
    case .unsendable, .notSent, .inDoubt:
      record(Settlement(outcome, of: parcel, in: context))
    }
  }
}
