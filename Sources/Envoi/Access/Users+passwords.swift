internal import Logging
internal import MessageFormat
internal import Postgres

extension Users {
  /// Uses the link up, and with it all of the user's links and sessions. They are told by mail.
  ///
  /// - Returns: nil where there is no such link, or no more.
  /// - Throws: ``InvalidInput`` where the password is the user's own address or name.
  public func setPassword(_ password: Password, link token: String) async throws -> User? {
    guard let owner = try await owner(ofLink: token) else { return nil }
    try password.check(for: owner)
    let password = try await PasswordHash(of: password, cost: cost)
    let user = try await database.withTransaction { connection -> User? in
      let used = try await connection.execute(
        "DELETE FROM envoi.user_link WHERE hash = \(AccessToken.hash(of: token)) AND user_id = \(owner.id) AND expires_at > now()")
      guard used == 1 else { return nil }
      let changed = try await connection.execute(
        "UPDATE envoi.user SET password = \(password.description) WHERE id = \(owner.id) AND enabled")
      guard changed == 1 else { return nil }
      try await Self.endSessions(of: owner.id, on: connection)
      return try await Self.one(owner.id, on: connection)
    }
    if let user { await tellOfChange(user) }
    return user
  }

  /// Ends the other sessions of the user, and their links. They are told by mail.
  ///
  /// - Parameter session: the token of the one that goes on.
  /// - Returns: false where the old password is wrong.
  /// - Throws: ``InvalidInput`` where the new one is the user's own address or name, or the old one was wrong too often.
  public func changePassword(_ user: User, from old: String, to new: Password, session: String? = nil) async throws -> Bool {
    try new.check(for: user)
    guard let stored = try await verified(old, of: user) else { return false }
    let password = try await PasswordHash(of: new, cost: cost)
    let isChanged = try await database.withTransaction { connection in
      let changed = try await connection.execute(
        "UPDATE envoi.user SET password = \(password.description) WHERE id = \(user.id) AND enabled AND password = \(stored)")
      guard changed == 1 else { return false }
      try await Self.endSessions(of: user.id, but: session.map(AccessToken.hash) ?? [], on: connection)
      return true
    }
    if isChanged { await tellOfChange(user) }
    return isChanged
  }

  /// The stored password of a user who is logged in and gave it, or nil; ten tries in a quarter of an hour.
  func verified(_ password: String, of user: User) async throws -> String? {
    let stored = try await database.withConnection { connection in
      try await connection.row("SELECT password FROM envoi.user WHERE id = \(user.id) AND enabled", as: String?.self)
    }
    guard let stored, let stored else { return nil }
    let (throttle, name) = (Throttle(database), "verify \(user.id) \(stored)")
    if let seconds = try await throttle.seconds(name, limit: 10, per: .seconds(900)) {
      throw InvalidInput("password", "was wrong too often: wait \(seconds) s")
    }
    guard try await PasswordHash.check(password, against: stored, cost: cost).isRight else { return nil }
    try await throttle.forget(name)
    return stored
  }

  /// The password is changed, whatever becomes of the mail.
  private func tellOfChange(_ user: User) async {
    do { try await mail(.changed, to: user, life: 2 * 86400) } catch {
      log.error("a user could not be told of a changed password", metadata: ["user": "\(user.address)", "error": "\(error)"])
    }
  }
}
