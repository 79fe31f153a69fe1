public import Postgres

/// A key of the HTTP API, of one site. The key itself is known only to who has it.
public struct APIKey: Sendable {
  public let id: Int32
  public let siteID: Int32
  /// The site's domain.
  public let site: String
  /// Who has it, for operators.
  public let name: String
  public let scopes: Set<Scope>
  /// How it begins, to recognise it.
  public let hint: String
  /// Requests a second that it may make, of one process.
  public let rate: Int
  public let createdAt: Timestamp
  public let createdBy: String
  /// To about a minute.
  public let lastUsedAt: Timestamp?
  /// Since when it opens nothing.
  public let revokedAt: Timestamp?

  public func may(_ scope: Scope) -> Bool { scopes.contains(scope) || scopes.contains(.admin) }

  /// For events and the audit.
  public var actor: String { "key \"\(name)\" (API)" }
}
