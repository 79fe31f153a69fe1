internal import Foundation
public import MessageFormat

/// What a visitor of a site writes to those who run it. It is valid: the name and the address can stand in a header.
public struct ContactMessage: Sendable {
  /// Where the answer goes.
  public let sender: Mailbox
  public let text: String

  /// - Throws: ``InvalidInput`` naming the field: `name`, `address` or `message`.
  public init(name: String, address: String, message: String) throws(InvalidInput) {
    let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
    guard (1...100).contains(name.unicodeScalars.count) else { throw InvalidInput("name", "must have 1 to 100 characters", name) }
    let address = try parse("address", address.trimmingCharacters(in: .whitespacesAndNewlines), EmailAddress.init)
    do { sender = try Mailbox(name: name, address: address) } catch { throw InvalidInput("name", "\(error)") }
    text = message.replacing("\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    guard (1...10_000).contains(text.unicodeScalars.count) else {
      throw InvalidInput("message", "must have 1 to 10000 characters", text.isEmpty ? nil : "\(text.unicodeScalars.count) characters")
    }
    guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t" }) else {
      throw InvalidInput("message", "must have no control characters but line breaks and tabs")
    }
  }
}
