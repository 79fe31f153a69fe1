public import Postgres
internal import Transport

/// Who is logged in.
public struct Sessions: Sendable {
  /// What became of a login.
  public enum Login: Sendable {
    /// The token is for a cookie: it is said once. So is the device's, which lasts.
    case welcome(token: String, device: String, User)
    /// The password is right, and their second factor is asked for.
    case needsCode
    case refused
    /// Too many tries, right or wrong.
    case throttled(seconds: Int)
  }

  private static let live: SQL = "t.created_at > now() - interval '30 days' AND t.seen_at > now() - interval '12 hours'"

  private let database: Pool
  private let secretKey: SecretKey
  /// Of the passwords' hashes.
  var cost = Scrypt.Cost.standard

  public init(_ database: Pool, secretKey: SecretKey) { (self.database, self.secretKey) = (database, secretKey) }

  /// Tries are counted before the password is looked at. Users who are unknown, disabled or have no password cost the time of a wrong one.
  ///
  /// - Parameters:
  ///   - code: of the second factor; nil or empty where none was asked for as yet.
  ///   - client: the address they come from.
  ///   - device: what the browser was given by a login before.
  public func logIn(address: String, password: String, code: String?, client: String, device: String? = nil) async throws -> Login {
    let address = Users.normalised(address)
    let found = try await database.withConnection { connection in
      try await connection.row(
        "SELECT id, password, second_factor, \(sql: Self.step) FROM envoi.user WHERE lower(address) = lower(\(address)) AND enabled",
        as: (Int32, String?, [UInt8]?, Int).self)
    }
    // A new password has its own counts and devices.
    let who = found.map { Self.name(of: $0.0, with: $0.1) } ?? "stranger \(address.lowercased())"
    let devices = KnownDevice(secretKey: secretKey)
    let throttle = LoginThrottle(database, at: who, from: client, device: device.flatMap { devices.isToken($0, of: who) ? $0 : nil })
    if let seconds = try await throttle.secondsForPassword() { return .throttled(seconds: seconds) }
    let (isRight, renewed) = try await PasswordHash.check(password, against: found?.1, cost: cost)
    guard isRight, let (id, stored, factor, now) = found else { return .refused }
    var step: Int?
    if let factor {
      guard let code, code.contains(where: { !$0.isWhitespace }) else { return .needsCode }
      if let seconds = try await throttle.secondsForCode(of: id) { return .throttled(seconds: seconds) }
      let secret = try secretKey.open(factor, purpose: Self.purpose(ofSecondFactor: id))
      guard let known = OneTimeCode(secret: [UInt8](base32: secret.exposed) ?? []).step(of: code, now: now) else { return .refused }
      step = known
    }
    let token = AccessToken()
    let user = try await database.withConnection { connection -> User? in
      // Only where nothing was changed meanwhile, and the code's step was not taken.
      let added = try await connection.execute(
        """
        WITH u AS (
          UPDATE envoi.user SET last_login_at = now(), password = coalesce(\(renewed?.description), password),
            second_factor_step = coalesce(\(step), second_factor_step)
          WHERE id = \(id) AND enabled AND password = \(stored) AND second_factor IS NOT DISTINCT FROM \(factor)
            AND (second_factor IS NULL OR second_factor_step < \(step))
          RETURNING id)
        INSERT INTO envoi.session (hash, user_id) SELECT \(token.hash), id FROM u
        """)
      guard added == 1 else { return nil }
      try await Self.clean(connection)
      return try await Users.one(id, on: connection)
    }
    guard let user else { return .refused }
    try await throttle.forget(id)
    return .welcome(token: token.text, device: try devices.token(of: Self.name(of: id, with: renewed?.description ?? stored)), user)
  }

  /// Who has this token; nil where the session is over: after 30 days, or 12 hours unseen.
  public func user(token: String) async throws -> User? {
    let hash = AccessToken.hash(of: token)
    return try await database.withConnection { connection in
      // That it was seen is written once a minute, not with each page.
      try await User.fetch(
        "t.hash = \(hash) AND \(sql: Self.live) AND u.enabled", joining: "JOIN envoi.session t ON t.user_id = u.id",
        with: """
          WITH seen AS (
            UPDATE envoi.session t SET seen_at = now()
            WHERE hash = \(hash) AND seen_at <= now() - interval '1 minute' AND \(sql: Self.live))
          """, on: connection
      ).first
    }
  }

  public func logOut(token: String) async throws {
    try await database.withConnection { connection in
      _ = try await connection.execute("DELETE FROM envoi.session WHERE hash = \(AccessToken.hash(of: token))")
    }
  }

  private static func name(of user: Int32, with password: String?) -> String { "user \(user) \(password ?? "")" }

  /// What is over. Two logins at once must not wait for each other.
  private static func clean(_ connection: Connection) async throws {
    try await connection.execute(
      "DELETE FROM envoi.session WHERE hash = ANY(ARRAY(SELECT hash FROM envoi.session t WHERE NOT (\(sql: live)) FOR UPDATE SKIP LOCKED))")
    try await connection.execute(
      """
      DELETE FROM envoi.user_link WHERE hash = ANY(ARRAY(
        SELECT hash FROM envoi.user_link WHERE expires_at <= now() FOR UPDATE SKIP LOCKED))
      """)
  }

  // MARK: What users' passwords share

  /// The step of one-time codes, by the database's clock.
  static let step: SQL = "extract(epoch FROM now())::bigint / \(OneTimeCode.stepSeconds)"

  static func purpose(ofSecondFactor user: Int32) -> String { "second factor of user \(user)" }
}
