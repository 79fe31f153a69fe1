import MessageFormat
import Postgres
import Transport

@testable import Envoi

extension Parcel {
  /// A row that was claimed, of a small message.
  static func sample(
    _ id: Int, token: Int = 1, attempts: Int = 0, expiresIn: Duration = .seconds(172_800), broughtTrouble: Bool = false,
    begun: ContinuousClock.Instant = .now
  )
    throws -> Parcel
  {
    let message = try Message(from: Mailbox("news@example.org"), subject: "Hello", text: "Text")
    let row = ClaimedRow(
      id: id, messageID: 1, attempts: attempts, generation: 1, recipient: "ann@example.net", recipientName: nil, variables: nil,
      broughtTrouble: broughtTrouble, expiresIn: expiresIn / .seconds(1))
    return Parcel(
      row: row, lease: Lease(token: token, begun: begun),
      letter: Letter(.success(.mail(message)), domain: "example.org", installation: "test"),
      expires: .now + expiresIn)
  }
}

extension Settlement {
  static func sent(_ id: Int, token: Int) -> Settlement {
    Settlement(id: id, token: token, status: .sent, attempts: 1, code: 250, reply: "queued as A1", remoteID: "A1")
  }

  static func deferred(_ id: Int, token: Int) -> Settlement {
    Settlement(
      id: id, token: token, status: .error, reason: .deferred, event: "deferred", attempts: 1, retryIn: 300, code: 451, reply: "4.2.0 later"
    )
  }
}
