public import Postgres

/// A number that gets nothing more from a site.
public struct Suppression: Sendable {
  /// Domain.
  public let site: String
  public let channel: Channel
  /// E.164.
  public let address: String
  /// What they wrote, or the operator who put it in.
  public let source: String
  public let createdAt: Timestamp
}
