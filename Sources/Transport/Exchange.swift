/// What became of a request.
public enum Exchange: Sendable {
  /// The server has answered, with whatever status; redirects are answers too.
  case answered(HTTPResponse)
  /// The request could not be made: the item's own fault. What and why, never a secret.
  case unsendable(String)
  /// Certainly not received as a whole.
  case notSent(Trouble)
  /// Sent, and no whole status line and header came back: it may have been taken.
  case inDoubt(String)
}
