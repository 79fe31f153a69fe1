public import Postgres

/// A message that was put in.
public struct QueuedMessage: Sendable {
  public let id: Int
  public let channel: Channel
  public let subject: String?
  public let createdAt: Timestamp
  /// Its rows by state, without the states that none is in.
  public let rows: [QueueStatus: Int]
}
