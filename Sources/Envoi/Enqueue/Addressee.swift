internal import Foundation
public import MessageFormat

/// One recipient of a message that is put in.
public struct Addressee: Sendable {
  public let address: EmailAddress
  public let name: String?
  /// A JSON object: `{{variables.x}}`.
  public let variables: String?

  public init(address: EmailAddress, name: String? = nil, variables: String? = nil) {
    self.address = address
    self.name = name
    self.variables = variables
  }

  /// From a string (`ann@example.org`, `Ann <ann@example.org>`) or an object of address, name and variables.
  init(_ value: Any, path: String) throws(InvalidInput) {
    if let text = value as? String {
      let mailbox = try parse(path, text, Mailbox.init)
      self.init(address: mailbox.address, name: mailbox.name)
      return
    }
    let fields = try JSONFields(value, path: path)
    try fields.refuseAllBut(["address", "name", "variables"])
    guard let address = try fields.string("address") else { throw InvalidInput("\(path).address", "is missing") }
    let name = try fields.string("name")
    self.init(
      address: try parse("\(path).address", address, EmailAddress.init), name: name?.isEmpty == true ? nil : name,
      variables: try fields.objectText("variables"))
    // A name is checked where it becomes part of a header.
    if let name = self.name {
      do { _ = try Mailbox(name: name, address: self.address) } catch { throw InvalidInput("\(path).name", "\(error)") }
    }
  }
}
