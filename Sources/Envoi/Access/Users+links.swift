internal import Logging
internal import Postgres

extension Users {
  /// How long links are good, in seconds: of who is new, and of who asked.
  private static let invitationLife = 72 * 3600
  private static let forgottenLife = 3600
  /// What it takes to be told that a link is on its way, whether it is or not: much more than the transactions of that, most days.
  static let forgottenTime = Duration.milliseconds(500)

  /// Mails a link to set the first password, good for 72 h.
  ///
  /// - Throws: ``InvalidInput`` where there is no site to mail from.
  public func invite(_ user: User, note: AuditNote? = nil) async throws {
    let link = try await makeLink(for: user, life: Self.invitationLife, note: note)
    try await mail(.welcome(link: link), to: user, life: Self.invitationLife)
  }

  /// A fresh link to set a password, good once and for 72 h. It is for the terminal: stored is only its hash.
  public func link(for user: User, note: AuditNote? = nil) async throws -> String {
    try await makeLink(for: user, life: Self.invitationLife, note: note)
  }

  /// Mails a link, good for 1 h, where there is such a user who is enabled; at most three an hour for one address. It says nothing of whether
  /// there is such a user, and as it waits for the clock and not for the mail, neither does the time it takes. Only where the database is slow
  /// the mail comes into the queue afterwards.
  public func forgot(address: String) async throws {
    let end = ContinuousClock.now + Self.forgottenTime
    let address = Self.normalised(address)
    let user = try await find(address: address)
    let who = user.map { "user \($0.id)" } ?? "stranger \(address.lowercased())"
    if try await Throttle(database).seconds("forgotten \(who)", limit: 3, per: .seconds(3600)) == nil, let user, user.isEnabled {
      Task { await mailForgotten(user) }
    }
    try await Task.sleep(until: end)
  }

  private func mailForgotten(_ user: User) async {
    do {
      let link = try await makeLink(for: user, life: Self.forgottenLife)
      try await mail(.forgotten(link: link), to: user, life: Self.forgottenLife)
    } catch {
      log.error("a link for a forgotten password could not be mailed", metadata: ["user": "\(user.address)", "error": "\(error)"])
    }
  }

  /// Whose link it is; it stays good.
  ///
  /// - Returns: nil where it is none, was used or is over.
  public func owner(ofLink token: String) async throws -> User? {
    let hash = AccessToken.hash(of: token)
    return try await database.withConnection { connection in
      try await User.fetch(
        "t.hash = \(hash) AND t.expires_at > now() AND u.enabled", joining: "JOIN envoi.user_link t ON t.user_id = u.id", on: connection
      ).first
    }
  }

  private func makeLink(for user: User, life: Int, note: AuditNote? = nil) async throws -> String {
    let token = AccessToken()
    try await database.withTransaction { connection in
      try await connection.execute(
        """
        INSERT INTO envoi.user_link (hash, user_id, expires_at) VALUES (\(token.hash), \(user.id), now() + \(life) * interval '1 second')
        """)
      _ = try await note?.write(subject: "\(user.address)", site: nil, on: connection)
    }
    return publicURL.welcome(link: token.text)
  }
}
