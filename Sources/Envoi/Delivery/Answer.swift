/// What a relay or a gateway answered to one message, and what that means.
public struct Answer: Sendable, Equatable {
  public enum Meaning: Sendable, Equatable {
    case accepted
    /// Not now: the ordinary back-off.
    case deferred
    /// Never to this recipient.
    case rejectedRecipient
    /// Never this message.
    case rejectedMessage
    /// Our account, credit or settings: nothing goes this way before an operator has looked. Not charged to the row.
    case account
    /// Too fast for it: the whole way slows down, for so many seconds where it said so. Not charged to the row.
    case throttled(retryAfter: Double?)
    /// It cannot be told whether it was taken.
    case inDoubt
  }

  public var meaning: Meaning
  /// SMTP or HTTP code.
  public var code: Int?
  /// What was said, for people; never a secret.
  public var text: String
  /// The relay's queue id, or the gateway's message ids, one a part, with blanks between.
  public var remoteID: String?

  public init(_ meaning: Meaning, code: Int? = nil, text: String, remoteID: String? = nil) {
    (self.meaning, self.code, self.text, self.remoteID) = (meaning, code, text, remoteID)
  }
}
