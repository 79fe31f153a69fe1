public import Logging
public import MessageFormat
public import Postgres

/// The people who use the admin.
public struct Users: Sendable {
  let database: Pool
  let secretKey: SecretKey
  let publicURL: PublicURL
  let log: Logger
  /// Of new passwords.
  var cost = Scrypt.Cost.standard

  /// - Parameters:
  ///   - secretKey: seals the links in mails, and second factors.
  ///   - publicURL: what links begin with.
  public init(_ database: Pool, secretKey: SecretKey, publicURL: PublicURL, log: Logger) {
    (self.database, self.secretKey, self.publicURL, self.log) = (database, secretKey, publicURL, log)
  }

  /// By their addresses.
  public func list() async throws -> [User] { try await database.withConnection { try await User.fetch("true", on: $0) } }

  public func find(_ id: Int32) async throws -> User? {
    try await database.withConnection { try await User.fetch("u.id = \(id)", on: $0).first }
  }

  /// - Parameter address: in any case.
  public func find(address: String) async throws -> User? {
    let address = Self.normalised(address)
    return try await database.withConnection { try await User.fetch("lower(u.address) = lower(\(address))", on: $0).first }
  }

  /// - Parameters:
  ///   - grants: site nil: every site, and the installation.
  ///   - note: for the audit; so do the others.
  ///   - detail: of who was added, for the note.
  /// - Throws: ``InvalidInput`` when there is one already.
  public func add(
    address: EmailAddress, name: String?, language: Language, grants: [(site: Int32?, role: Role)], note: AuditNote? = nil,
    detail: (User) -> [String: String] = { _ in [:] }
  ) async throws -> User {
    try Self.check(name: name)
    return try await database.withTransaction { connection in
      let id = try await connection.row(
        """
        INSERT INTO envoi.user (address, name, language) VALUES (\(address.description), nullif(\(name), ''), \(language.rawValue))
        ON CONFLICT DO NOTHING RETURNING id
        """, as: Int32.self)
      guard let id else { throw InvalidInput("address", "is a user's already", address.description) }
      try await Self.grant(grants, to: id, on: connection)
      let user = try await Self.one(id, on: connection)
      try await note?.write(subject: "\(user.address)", site: nil, adding: detail(user), on: connection)
      return user
    }
  }

  /// Changes what is given and leaves the rest. It holds from the next request on; the sessions of who is disabled end.
  ///
  /// - Parameters:
  ///   - name: empty for none.
  ///   - grants: all that they have from now on.
  /// - Throws: ``InvalidInput`` where no enabled operator of the installation would be left.
  public func set(
    _ id: Int32, name: String? = nil, language: Language? = nil, grants: [(site: Int32?, role: Role)]? = nil, isEnabled: Bool? = nil,
    note: AuditNote? = nil, detail: (User) -> [String: String] = { _ in [:] }
  ) async throws -> User {
    try Self.check(name: name)
    return try await keepingAnOperator { connection in
      try await connection.execute(
        """
        UPDATE envoi.user SET name = nullif(coalesce(\(name), name), ''), language = coalesce(\(language?.rawValue), language),
          enabled = coalesce(\(isEnabled), enabled)
        WHERE id = \(id)
        """)
      if let grants {
        try await connection.execute("DELETE FROM envoi.user_role WHERE user_id = \(id)")
        try await Self.grant(grants, to: id, on: connection)
      }
      let user = try await Self.one(id, on: connection)
      if !user.isEnabled { try await Self.endSessions(of: id, on: connection) }
      try await note?.write(subject: "\(user.address)", site: nil, adding: detail(user), on: connection)
      return user
    }
  }

  /// - Throws: ``InvalidInput`` where no enabled operator of the installation would be left.
  public func remove(_ id: Int32, note: AuditNote? = nil) async throws {
    try await keepingAnOperator { connection in
      let address = try await connection.row("DELETE FROM envoi.user WHERE id = \(id) RETURNING address", as: String.self)
      if let address { try await note?.write(subject: address, site: nil, on: connection) }
    }
  }

  // MARK: Parts

  /// An address as it is stored, where it is one.
  static func normalised(_ address: String) -> String {
    // PostgreSQL takes no NUL, and no address has one.
    let given = address.filter { $0 != "\0" }.drop(while: \.isWhitespace)
    // No address is as long, and to look for one in whatever somebody sends takes its time.
    guard given.utf8.count <= 1000 else { return String(given.prefix(1000)) }
    let address = String(given.reversed().drop(while: \.isWhitespace).reversed())
    return (try? EmailAddress(address))?.description ?? address
  }

  static func one(_ id: Int32, on connection: Connection) async throws -> User {
    guard let user = try await User.fetch("u.id = \(id)", on: connection).first else { throw InvalidInput("user", "is gone", "\(id)") }
    return user
  }

  /// With the links: who has one could get in.
  static func endSessions(of user: Int32, but kept: [UInt8] = [], on connection: Connection) async throws {
    try await connection.execute("DELETE FROM envoi.session WHERE user_id = \(user) AND hash <> \(kept)")
    try await connection.execute("DELETE FROM envoi.user_link WHERE user_id = \(user)")
  }

  private static func check(name: String?) throws(InvalidInput) {
    guard let name else { return }
    guard name.count <= 200, !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw InvalidInput("name", "must have at most 200 characters, and no line break or other control character", name)
    }
  }

  private static func grant(_ grants: [(site: Int32?, role: Role)], to user: Int32, on connection: Connection) async throws {
    guard Set(grants.map(\.site)).count == grants.count else { throw InvalidInput("grants", "name a site twice") }
    let added = try await connection.execute(
      """
      INSERT INTO envoi.user_role (user_id, site_id, role)
      SELECT \(user), g.site, g.role FROM unnest(\(grants.map(\.site)), \(grants.map(\.role.rawValue))) AS g (site, role)
      WHERE g.site IS NULL OR EXISTS (SELECT FROM envoi.site s WHERE s.id = g.site FOR KEY SHARE)
      """)
    guard added == grants.count else { throw InvalidInput("grants", "name a site that is gone") }
  }

  /// One such change at a time: two that each leave the other's operator as the last one would leave none.
  private func keepingAnOperator<Value>(_ change: (Connection) async throws -> Value) async throws -> Value {
    func hasOperator(_ connection: Connection) async throws -> Bool? {
      try await connection.row(
        """
        SELECT EXISTS (
          SELECT FROM envoi.user u JOIN envoi.user_role g ON g.user_id = u.id AND g.site_id IS NULL AND g.role = 'operator' WHERE u.enabled)
        """, as: Bool.self)
    }
    return try await database.withTransaction { connection in
      try await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('envoi.user', 0))")
      let had = try await hasOperator(connection)
      let value = try await change(connection)
      if had == true, try await hasOperator(connection) != true {
        throw InvalidInput("user", "is the last operator of the installation who is enabled: make another one first")
      }
      return value
    }
  }
}
