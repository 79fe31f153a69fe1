public import MessageFormat

/// One HTTP domain served by the installation.
public struct Site: Sendable, Equatable {
  public let id: Int32
  /// Lower case, A-labels.
  public let domain: String
  /// The From of its messages that name none.
  public let sender: Mailbox
  /// The envelope sender, where bounces go.
  public let returnPath: EmailAddress
  /// BCP 47 tag.
  public let language: String
  /// IANA name.
  public let timeZone: String
  public let onDoubt: OnDoubt
  /// How long finished rows are kept, in seconds.
  public let keep: Int
  /// Bytes that the attachments of one message may have together.
  public let attachmentLimit: Int
  /// ISO 3166 code that national phone numbers are read with.
  public let country: String?
  /// Parts that one SMS may have.
  public let smsParts: Int
  /// Whether an SMS is written plainer where that makes it shorter.
  public let transliterates: Bool
  /// Whether it has a public contact form, whose messages go to its operators.
  public let hasContactForm: Bool
  public let isEnabled: Bool
}
