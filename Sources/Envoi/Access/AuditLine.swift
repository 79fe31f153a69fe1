public import Postgres

/// A change that was made.
public struct AuditLine: Sendable, Equatable {
  /// Ascending.
  public let id: Int
  public let at: Timestamp
  public let actor: String
  /// The address they came from; nil for a command.
  public let client: String?
  /// Nil: the installation.
  public let siteID: Int32?
  /// Its domain; nil also where the site is gone.
  public let site: String?
  /// A noun and a verb: `transport.set`.
  public let action: String
  public let subject: String?
  public let detail: [String: String]
}
