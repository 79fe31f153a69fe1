/// A way out for mail that delivers one mail after another. Errors are the relay's trouble; what became of a mail is its ``Outcome``.
public protocol MailConnection: Actor {
  /// Opens a session if there is none, and tells about it.
  func open() async throws(Trouble) -> SessionInfo

  /// Takes mails from `source` until it has none now and everything taken is finished. Opens a session if need be.
  /// When it throws, every mail that was taken is finished too. Can be called again.
  func deliver<Source: MailSource>(_ source: Source) async throws(Trouble)

  /// Says goodbye and closes, without waiting for an answer.
  func close() async

  /// Makes whatever waits return at once, from any thread and for good: mails whose final dot was not written are `notSent`,
  /// the one that waits for the reply to its dot is `inDoubt`, and `open` and `deliver` throw.
  nonisolated func abort()
}
