/// Where a connection takes its mails from. Every function is called on the connection's own thread, one at a time.
public protocol MailSource: Sendable {
  associatedtype Mail: Sendable

  /// The next mail; nil when there is none now: what is in flight is finished, then `deliver` returns. Never blocks.
  func next() -> Mail?

  func envelope(of mail: Mail) -> Envelope

  /// Appends the mail as RFC 5322 bytes with CRLF line ends, not dot-stuffed. Called before MAIL is written, which needs the size.
  /// An error makes the mail unsendable.
  func content(of mail: Mail, into buffer: inout [UInt8]) throws -> ContentTraits

  /// Called immediately before the first byte of the content is written. An error keeps it from being written and ends `deliver`.
  func contentBegins(_ mail: Mail) throws

  /// Called exactly once for every mail that `next` gave.
  func finished(_ mail: Mail, _ outcome: Outcome)
}
