/// A change of rows that its user can take back for some seconds.
public struct Operation: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// Carried out when its time is over.
    case requeue
    /// Carried out at once, taken back by requeueing what it cancelled.
    case cancel
  }

  /// `envoi.operation.id`.
  public let id: Int
  public let kind: Kind
  /// Of a requeue those there were when it was asked for, perhaps about; of a cancellation those that it cancelled.
  public let rows: Int
  /// While it can be taken back, more than none.
  public let secondsLeft: Double
}
