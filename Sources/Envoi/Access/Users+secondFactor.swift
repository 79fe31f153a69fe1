internal import MessageFormat
internal import Postgres
internal import Transport

extension Users {
  /// To be shown to the user, who types its first code then. It is not stored.
  public func newSecondFactor(for user: User) -> SecondFactor {
    let host = publicURL.origin.split(separator: "/").last?.prefix { $0 != ":" } ?? ""
    return SecondFactor(issuer: "Envoi \(host)", account: user.address.description)
  }

  /// From now on the user's logins need a code.
  ///
  /// - Parameters:
  ///   - base32: of ``newSecondFactor(for:)``.
  ///   - code: that the user's app shows for it.
  /// - Returns: false where that is not its code.
  public func enable(_ base32: String, code: String, for user: User, note: AuditNote? = nil) async throws -> Bool {
    guard let secret = [UInt8](base32: base32), secret.count >= 16 else { throw InvalidInput("secret", "is not the one that was shown") }
    let sealed = try secretKey.seal(Secret(secret.base32), purpose: Sessions.purpose(ofSecondFactor: user.id))
    return try await database.withTransaction { connection in
      let now = try await connection.row("SELECT \(sql: Sessions.step)", as: Int.self) ?? 0
      guard let step = OneTimeCode(secret: secret).step(of: code, now: now) else { return false }
      let enabled = try await connection.execute(
        "UPDATE envoi.user SET second_factor = \(sealed), second_factor_step = \(step) WHERE id = \(user.id) AND enabled AND second_factor IS NULL"
      )
      guard enabled == 1 else { return false }
      try await note?.write(subject: "\(user.address)", site: nil, on: connection)
      return true
    }
  }

  /// - Returns: false where the password is wrong.
  /// - Throws: ``InvalidInput`` where it was wrong too often.
  public func disableSecondFactor(_ user: User, password: String, note: AuditNote? = nil) async throws -> Bool {
    guard try await verified(password, of: user) != nil else { return false }
    try await resetSecondFactor(of: user, note: note)
    return true
  }

  /// For an operator to let somebody in whose device is lost.
  public func resetSecondFactor(of user: User, note: AuditNote? = nil) async throws {
    try await database.withTransaction { connection in
      try await connection.execute("UPDATE envoi.user SET second_factor = NULL, second_factor_step = NULL WHERE id = \(user.id)")
      _ = try await note?.write(subject: "\(user.address)", site: nil, on: connection)
    }
  }
}
