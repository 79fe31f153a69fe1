public import Postgres

/// The keys of the HTTP API. Of a key only its hash is kept.
public struct Keys: Sendable {
  /// What a key begins with, so that one is recognised wherever it turns up.
  private static let prefix = "envoi_"

  private let database: Pool

  public init(_ database: Pool) { self.database = database }

  /// - Parameters:
  ///   - rate: requests a second and process. Default: 6000.
  ///   - actor: who makes it, also for the audit.
  /// - Returns: the key with its token, which is shown once: `envoi_` and 43 characters.
  public func add(
    site: Site, name: String, scopes: Set<Scope>, rate: Int? = nil, by actor: Actor
  ) async throws -> (APIKey, token: String) {
    guard (1...100).contains(name.count), !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw InvalidInput("name", "must have 1 to 100 characters, and no line break", name)
    }
    guard !scopes.isEmpty else {
      throw InvalidInput("scopes", "must have at least one of \(Scope.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    if let rate, !(1...1_000_000).contains(rate) { throw InvalidInput("rate", "must be between 1 and 1000000", "\(rate)") }
    let token = Self.prefix + AccessToken().text
    return try await database.withTransaction { connection in
      let id = try await connection.row(
        """
        INSERT INTO envoi.api_key (site_id, name, scopes, hash, hint, rate, created_by)
        VALUES (\(site.id), \(name), \(scopes.map(\.rawValue).sorted()), \(AccessToken.hash(of: token)), \(String(token.prefix(Self.prefix.count + 4))),
          coalesce(\(rate.map(Int32.init)), 6000), \(actor.name))
        RETURNING id
        """, as: Int32.self)
      guard let key = try await Self.fetch("k.id = \(id)", on: connection).first else {
        throw InvalidInput("site", "was removed", site.domain)
      }
      let detail = ["name": name, "scopes": key.key.scopes.map(\.rawValue).sorted().joined(separator: " ")]
      try await AuditNote("key.add", detail: detail, by: actor).write(subject: "\(key.key.id)", site: site.id, on: connection)
      return (key.key, token)
    }
  }

  /// Newest first, the revoked ones too.
  ///
  /// - Parameter sites: whose; nil for all.
  public func list(sites: Set<Int32>? = nil) async throws -> [APIKey] {
    try await database.withConnection { connection in
      try await Self.fetch(sites.map { "k.site_id = ANY(\(Array($0)))" } ?? "true", on: connection).map(\.key)
    }
  }

  public func find(id: Int32) async throws -> APIKey? {
    try await database.withConnection { try await Self.fetch("k.id = \(id)", on: $0).first?.key }
  }

  /// - Returns: the key, which opens nothing from now on, in other processes after 2 s at most; nil where there is none of this id.
  public func revoke(_ id: Int32, by actor: Actor) async throws -> APIKey? {
    try await database.withTransaction { connection in
      let revoked = try await connection.execute("UPDATE envoi.api_key SET revoked_at = now() WHERE id = \(id) AND revoked_at IS NULL")
      guard let key = try await Self.fetch("k.id = \(id)", on: connection).first?.key else { return nil }
      if revoked == 1 {
        try await AuditNote("key.revoke", detail: ["name": key.name], by: actor).write(subject: "\(id)", site: key.siteID, on: connection)
      }
      return key
    }
  }

  /// All that open something, by their hash.
  func open() async throws -> [[UInt8]: APIKey] {
    let keys = try await database.withConnection { try await Self.fetch("k.revoked_at IS NULL", on: $0) }
    return Dictionary(keys.map { ($0.hash, $0.key) }) { $1 }
  }

  /// Notes that it is used now.
  func noteUse(of id: Int32) async throws {
    try await database.withConnection { connection in
      _ = try await connection.execute("UPDATE envoi.api_key SET last_used_at = now() WHERE id = \(id)")
    }
  }

  /// - Returns: nil for what cannot be a token.
  static func hash(ofValid token: String) -> [UInt8]? {
    guard token.utf8.count == prefix.utf8.count + 43, token.hasPrefix(prefix) else { return nil }
    return AccessToken.hash(of: token)
  }

  private static func fetch(_ condition: SQL, on connection: Connection) async throws -> [(hash: [UInt8], key: APIKey)] {
    let rows = try await connection.rows(
      """
      SELECT k.hash, k.id, k.site_id, s.domain, k.name::text, k.scopes, k.hint, k.rate, k.created_at, k.created_by, k.last_used_at, k.revoked_at
      FROM envoi.api_key k JOIN envoi.site s ON s.id = k.site_id WHERE \(sql: condition) ORDER BY k.id DESC
      """,
      as: ([UInt8], Int32, Int32, String, String, [String], String, Int32, Timestamp, String, Timestamp?, Timestamp?).self)
    return rows.map { row in
      let key = APIKey(
        id: row.1, siteID: row.2, site: row.3, name: row.4, scopes: Set(row.5.compactMap(Scope.init)), hint: row.6, rate: Int(row.7),
        createdAt: row.8, createdBy: row.9, lastUsedAt: row.10, revokedAt: row.11)
      return (row.0, key)
    }
  }
}
