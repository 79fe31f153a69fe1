internal import Foundation
internal import MessageFormat
internal import Synchronization
internal import Transport

/// One mail that says that the transport works.
final class TestMail: MailSource {
  private let bytes: [UInt8]
  private let traits: ContentTraits
  private let sender: String
  private let recipient: EmailAddress
  private let state = Mutex<(isTaken: Bool, outcome: Outcome?)>((false, nil))

  init(site: Site, recipient: EmailAddress) throws {
    let message = try Message(
      from: site.sender, subject: "Envoi works", text: "This is a test of a transport of \(site.domain). It went past the queue.\n")
    var bytes: [UInt8] = []
    let traits = try message.compose(
      to: Mailbox(name: nil, address: recipient), variables: nil, messageID: "<\(UUID().uuidString.lowercased())@\(site.domain)>",
      date: Date(),
      into: &bytes)
    (self.bytes, self.recipient, sender) = (bytes, recipient, site.returnPath.description)
    self.traits = ContentTraits(is8bit: traits.is8bit, needsSMTPUTF8: traits.needsSMTPUTF8)
  }

  var isAccepted: Bool { if case .accepted = state.withLock({ $0.outcome }) { true } else { false } }

  var verdict: String {
    switch state.withLock({ $0.outcome }) {
    case .accepted(let reply): "accepted: \(reply)"
    case .refused(let reply, let verb): "refused at \(verb): \(reply)"
    case .unsendable(let status, let why): "cannot be sent: \(status) \(why)"
    case .notSent(let trouble): "not sent: \(trouble)"
    case .inDoubt(let why): "in doubt: \(why)"
    case nil: "nothing was sent"
    }
  }

  func next() -> EmailAddress? {
    state.withLock { state in
      defer { state.isTaken = true }
      return state.isTaken ? nil : recipient
    }
  }
  func envelope(of mail: EmailAddress) -> Envelope { Envelope(sender: sender, recipient: mail.description) }
  func content(of mail: EmailAddress, into buffer: inout [UInt8]) -> ContentTraits {
    buffer += bytes
    return traits
  }
  func contentBegins(_ mail: EmailAddress) {}
  func finished(_ mail: EmailAddress, _ outcome: Outcome) { state.withLock { $0.outcome = outcome } }
}
