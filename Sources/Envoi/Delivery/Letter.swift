internal import Crypto
internal import Foundation
internal import MessageFormat
internal import Transport

/// A message ready to be composed for one recipient after another. Shared by all rows of the message.
final class Letter: Sendable {
  enum Content: Sendable {
    case mail(Message)
    /// By SMS or in a chat.
    case text(TextMessage, sender: String?)
    /// Of a webhook: its rows say all.
    case none
  }

  private struct OtherChannel: Error, CustomStringConvertible {
    let description = "its message was made for another channel"
  }

  private let content: Result<Content, any Error>
  private let domain: String
  private let installation: String
  /// Nil where it is only looked at: what is sealed stays so.
  private let sealed: SealedVariables?

  init(_ content: Result<Content, any Error>, domain: String, installation: String, opening sealed: SealedVariables? = nil) {
    self.content = content
    self.domain = domain
    self.installation = installation
    self.sealed = sealed
  }

  /// Appends the whole mail. The same row, generation and date give the same bytes.
  ///
  /// - Parameter redirect: ENVOI_REDIRECT_ALL: who gets it instead; the real recipient stands in a header then.
  func compose(
    row: Int, generation: Int, to recipient: EmailAddress, name: String?, variables: String?, redirect: EmailAddress?, date: Date,
    into buffer: inout [UInt8]
  ) throws -> ContentTraits {
    guard case .mail(let message) = try content.get() else { throw OtherChannel() }
    let traits = try message.compose(
      to: Mailbox(name: name, address: redirect ?? recipient), variables: opened(variables, of: row),
      messageID: "<\(messageID(row: row, generation: generation))@\(domain)>", date: date,
      extraHeaders: redirect == nil ? [] : [HeaderField(name: "X-Envoi-Recipient", value: recipient.description)], into: &buffer)
    return ContentTraits(is8bit: traits.is8bit, needsSMTPUTF8: traits.needsSMTPUTF8)
  }

  func text() throws -> (TextMessage, sender: String?) {
    guard case .text(let text, let sender) = try content.get() else { throw OtherChannel() }
    return (text, sender)
  }

  /// A row's variables, to be sent.
  func opened(_ variables: String?, of row: Int) throws -> String? { try sealed.map { try $0.open(variables, row: row) } ?? variables }

  /// Left side of the Message-ID: the same at every attempt of a generation, and saying nothing of how many mails there are.
  func messageID(row: Int, generation: Int) -> String {
    var hash = SHA256()
    hash.update(data: Array("\(installation).\(row).\(generation)".utf8))
    return Array(hash.finalize().prefix(16)).hex
  }
}
