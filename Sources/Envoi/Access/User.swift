public import MessageFormat
public import Postgres

/// Somebody who uses the admin.
public struct User: Sendable, Equatable {
  public let id: Int32
  /// What they log in with, and where mails to them go.
  public let address: EmailAddress
  public let name: String?
  public let language: Language
  public let hasPassword: Bool
  public let hasSecondFactor: Bool
  public let isEnabled: Bool
  public let createdAt: Timestamp
  public let lastLoginAt: Timestamp?
  /// That for all sites first.
  public internal(set) var grants: [Grant]

  /// The highest that they have there: by the grant for all sites, or by that for this one.
  ///
  /// - Parameter site: nil for the installation.
  public func role(on site: Int32?) -> Role? { grants.filter { $0.site == nil || $0.site == site }.map(\.role).max() }

  /// Where they may do something; nil: everywhere.
  public var sites: Set<Int32>? {
    let sites = grants.map(\.site)
    return sites.contains(nil) ? nil : Set(sites.compactMap(\.self))
  }
}

extension User {
  /// A row for each grant, with the user before it.
  private typealias Row = (
    Int32, String, String?, Language, Bool, Bool, Bool, Timestamp, Timestamp?, Int32?, String?, Role?
  )

  /// - Parameter tables: to be joined with the users, `u`.
  static func fetch(_ condition: SQL, joining tables: SQL = "", with: SQL = "", on connection: Connection) async throws -> [User] {
    let rows = try await connection.rows(
      """
      \(sql: with)
      SELECT u.id, u.address::text, u.name::text, u.language, u.password IS NOT NULL, u.second_factor IS NOT NULL, u.enabled,
        u.created_at, u.last_login_at, g.site_id, s.domain::text, g.role
      FROM envoi.user u \(sql: tables) LEFT JOIN envoi.user_role g ON g.user_id = u.id LEFT JOIN envoi.site s ON s.id = g.site_id
      WHERE \(sql: condition) ORDER BY lower(u.address), u.id, g.site_id NULLS FIRST
      """, as: Row.self)
    return rows.reduce(into: []) { users, row in
      // One that SQL gave no address must not keep the others out.
      if users.last?.id != row.0, let address = try? EmailAddress(row.1) {
        users.append(
          User(
            id: row.0, address: address, name: row.2, language: row.3, hasPassword: row.4, hasSecondFactor: row.5,
            isEnabled: row.6, createdAt: row.7, lastLoginAt: row.8, grants: []))
      }
      guard let role = row.11, users.last?.id == row.0 else { return }
      users[users.count - 1].grants.append(Grant(site: row.9, domain: row.10, role: role))
    }
  }
}
