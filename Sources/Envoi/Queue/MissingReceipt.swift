public import Postgres

/// A receipt that a gateway gives and that has not come.
public struct MissingReceipt: Sendable, Equatable {
  /// When it is no longer waited for; it counts all the same when it comes later.
  public let until: Timestamp
  public let isLate: Bool

  /// For a listing.
  public var summary: String { isLate ? "no receipt" : "receipt awaited" }
}
