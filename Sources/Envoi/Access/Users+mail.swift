internal import MessageFormat
internal import Postgres
internal import Transport

extension Users {
  /// Puts a mail to a user into the queue, before all others. Its link stands sealed in the row.
  ///
  /// - Parameter life: seconds after which it is of no use.
  func mail(_ mail: UserMail, to user: User, life: Int) async throws {
    let site = try await site(for: user)
    let text = mail.text(in: user.language)
    var submission = try Submission(site: site, subject: text.subject, text: text.plain, html: text.html)
    submission.priority = 0
    submission.expiresAt = .now + Double(life)
    let enqueuer = Enqueuer(database: database, site: site, log: log)
    let place = try await enqueuer.reserve(messages: 1, rows: 1)
    var variables: [String: Any] = ["address": user.address.description, "url": "\(publicURL)/admin"]
    if let link = mail.link, let row = place.rows.first {
      variables["link"] = try SealedVariables(secretKey: secretKey).seal(Secret(link), row: row)
    }
    var json: [UInt8] = []
    JSONText.write(variables, into: &json)
    let addressee = Addressee(recipient: .email(user.address), name: user.name, variables: String(decoding: json, as: UTF8.self))
    try submission.check(addressee, path: "user")
    if case .refused(let error) = try await enqueuer.enqueue([.init(submission: submission, addressees: [addressee])], in: place).first {
      throw error
    }
  }

  /// One of theirs, else the oldest. Who may change a site's transports reads its mail, and a link is as good as its user: the site of
  /// somebody who has rights elsewhere too must have no operator and no key that could do it with rights there alone.
  private func site(for user: User) async throws -> Site {
    let isOfOneSite = user.grants.count == 1 && user.grants[0].site != nil
    let sites = try await database.withConnection { connection in
      try await Sites.fetch(
        """
        enabled AND (NOT EXISTS (SELECT FROM envoi.user_role r WHERE r.site_id = site.id AND r.role = 'operator' AND r.user_id <> \(user.id))
            AND NOT EXISTS (SELECT FROM envoi.api_key k WHERE k.site_id = site.id AND 'admin' = ANY(k.scopes) AND k.revoked_at IS NULL)
          OR \(isOfOneSite) AND site.id = \(user.grants.first?.site ?? 0))
        """, on: connection)
    }
    let own = user.grants.lazy.compactMap { grant in sites.first { $0.id == grant.site } }.first
    guard let site = own ?? sites.min(by: { $0.id < $1.id }) else {
      throw InvalidInput(
        "site",
        "no site may send to \(user.address): it would have to be enabled, with no operator or admin key of its own; envoi user link prints a link"
      )
    }
    return site
  }
}
