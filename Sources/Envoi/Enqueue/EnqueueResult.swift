/// What became of a message that was put in.
public enum EnqueueResult: Sendable, Equatable {
  /// Its id, and those of its rows in the order of the recipients.
  case accepted(message: Int, rows: [Int])
  /// Its key was accepted before with the same content, as this message.
  case known(message: Int)
  case refused(InvalidInput)
  /// Its key was accepted before with another content.
  case taken(InvalidInput)
}
