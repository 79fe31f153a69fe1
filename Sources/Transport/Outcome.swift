/// What became of one mail.
public enum Outcome: Sendable, Equatable {
  /// The relay took it over: the final 2xx, whose text often has the relay's queue id.
  case accepted(Reply)
  /// 4xx or 5xx at RCPT, DATA or the final dot; at MAIL where it is about the size or the sender. See ``Reply/disposition(at:)``.
  case refused(Reply, at: Verb)
  /// Decided here, nothing was said to the relay: what a relay would have answered, and why.
  case unsendable(EnhancedStatus, String)
  /// Certainly not sent, and not this mail's fault as far as the connection can tell.
  case notSent(Trouble)
  /// The connection was lost after the final dot was written and before its reply: it may have been sent.
  case inDoubt(String)
}
