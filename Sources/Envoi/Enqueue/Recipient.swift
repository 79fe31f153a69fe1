public import MessageFormat

/// Who gets a message, as its channel knows people.
public enum Recipient: Sendable, Hashable, CustomStringConvertible {
  case email(EmailAddress)
  case phone(PhoneNumber)
  /// Name of a chat's transport.
  case chat(String)

  /// As the queue has it.
  public var description: String {
    switch self {
    case .email(let address): address.description
    case .phone(let number): number.description
    case .chat(let name): name
    }
  }

  /// What limits are kept by. An SMS is marked with its transport when it is claimed.
  var destination: String {
    switch self {
    case .email(let address): address.domain
    case .phone: "sms"
    case .chat(let name): name
    }
  }

  /// Whether it may be called so: in a mail the name becomes part of a header.
  func check(name: String, path: String) throws(InvalidInput) {
    if case .email(let address) = self {
      do { _ = try Mailbox(name: name, address: address) } catch { throw InvalidInput(path, "\(error)") }
    } else if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      throw InvalidInput(path, "must have no line break or other control character", name)
    }
  }

  public var channel: Channel {
    switch self {
    case .email: .email
    case .phone: .sms
    case .chat: .chat
    }
  }
}
