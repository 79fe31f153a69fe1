internal import Foundation
internal import MessageFormat

/// One recipient of a message that is put in.
public struct Addressee: Sendable {
  public let recipient: Recipient
  public let name: String?
  /// A JSON object: `{{variables.x}}`.
  public let variables: String?

  public init(recipient: Recipient, name: String? = nil, variables: String? = nil) {
    self.recipient = recipient
    self.name = name
    self.variables = variables
  }

  /// From a string (`ann@example.org`, `Ann <ann@example.org>`, `+33612345678`, `ops`) or an object of address, name and variables.
  init(_ value: Any, _ channel: Channel, _ door: Door, path: String) throws(InvalidInput) {
    if let text = value as? String {
      if channel == .email {
        let mailbox = try parse(path, text, Mailbox.init)
        self.init(recipient: .email(mailbox.address), name: mailbox.name)
      } else {
        self.init(recipient: try door.recipient(text, channel, path: path))
      }
      return
    }
    let fields = try JSONFields(value, path: path)
    try fields.refuseAllBut(["address", "name", "variables"])
    guard let address = try fields.string("address") else { throw InvalidInput("\(path).address", "is missing") }
    let name = try fields.string("name")
    self.init(
      recipient: try door.recipient(address, channel, path: "\(path).address"), name: name?.isEmpty == true ? nil : name,
      variables: try fields.objectText("variables"))
    if let name = self.name { try recipient.check(name: name, path: "\(path).name") }
  }
}
