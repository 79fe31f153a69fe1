/// A message as one of its recipients gets it.
public struct RenderedMessage: Sendable {
  public let recipient: Recipient
  public var name: String?
  /// Of a mail.
  public var sender: String?
  public var subject: String?
  public var text: String?
  public var html: String?
}
