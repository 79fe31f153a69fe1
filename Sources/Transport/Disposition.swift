/// What a refusal means for the row, the route and the operator. Whether the row is worth another try is `isFinal`.
public enum Disposition: Sendable, Hashable, CaseIterable {
  /// The relay or the destination is busy: the ordinary back-off.
  case transient
  /// Greylisting: try again, not before 5 minutes, from the same sender to the same recipient.
  case greylisted
  /// Too fast for the relay: slow the whole route down, not this recipient.
  case throttled
  /// The sender's fault (reputation, authentication, content): tell the operator, never suppress the recipient.
  case policy
  /// No such recipient: suppress the address.
  case badAddress
  /// The mailbox is full: try again, suppress only after weeks of it.
  case mailboxFull
  /// The mail is larger than the relay or the recipient takes.
  case tooLarge
  /// Login, or a right that our account lacks: pause the transport, keep the rows, tell the operator.
  case configuration
  /// The relay did not understand us: our defect.
  case protocolError
  /// Refused for good for another reason.
  case permanent
}
