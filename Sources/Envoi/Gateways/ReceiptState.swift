/// What became of a message after a gateway had taken it.
public enum ReceiptState: String, Sendable, CaseIterable {
  /// On its way.
  case accepted
  /// Waiting for the telephone.
  case buffered
  case delivered
  case failed
  case expired
  case rejected
}
