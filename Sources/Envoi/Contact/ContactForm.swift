internal import Crypto
internal import Foundation
public import Logging
internal import MessageFormat
public import Postgres

/// The public form of a site, whose messages go to its operators through the queue.
public struct ContactForm: Sendable {
  public enum Outcome: Sendable {
    case sent
    /// Nobody would read it.
    case noReaders
    case throttled(seconds: Int)
  }

  /// Messages in an hour: from one place, and to one site.
  private static let limits = (client: 5, site: 60)

  private let database: Pool
  private let users: Users
  private let log: Logger

  public init(_ database: Pool, users: Users, log: Logger) { (self.database, self.users, self.log) = (database, users, log) }

  /// - Parameter domain: in any case.
  /// - Returns: nil where there is no such site, or it has no form.
  public func site(_ domain: String) async throws -> Site? {
    try await Sites(database).all().first { $0.domain == domain.lowercased() && $0.hasContactForm && $0.isEnabled }
  }

  public func hasReaders(_ site: Site) async throws -> Bool { try await !readers(of: site).isEmpty }

  /// Accepted is committed. The same message from the same sender goes out once a day: an impatient visitor sends a form twice.
  ///
  /// - Parameter client: address that it comes from.
  public func send(_ message: ContactMessage, to site: Site, client: String) async throws -> Outcome {
    let readers = try await readers(of: site)
    guard !readers.isEmpty else { return .noReaders }
    let throttle = Throttle(database)
    let source = ClientAddress(client)?.network ?? client
    for (name, limit) in [("contact \(source)", Self.limits.client), ("contact-site \(site.id)", Self.limits.site)] {
      if let seconds = try await throttle.seconds(name, limit: limit, per: .seconds(3600)) { return .throttled(seconds: seconds) }
    }
    let entries = try Dictionary(grouping: readers, by: \.language).sorted { $0.key.rawValue < $1.key.rawValue }.map { language, readers in
      try entry(message, site, language, readers)
    }
    let enqueuer = Enqueuer(database: database, site: site, log: log)
    let place = try await enqueuer.reserve(messages: entries.count, rows: readers.count)
    for case .refused(let error) in try await enqueuer.enqueue(entries, in: place) { throw error }
    return .sent
  }

  /// The operators of the site, else those of the installation.
  private func readers(of site: Site) async throws -> [User] {
    let users = try await users.list().filter(\.isEnabled)
    func operators(of site: Int32?) -> [User] { users.filter { $0.grants.contains { $0.site == site && $0.role == .operator } } }
    let own = operators(of: site.id)
    return own.isEmpty ? operators(of: nil) : own
  }

  /// What the visitor wrote stands in variables, in which nothing is a tag.
  private func entry(_ message: ContactMessage, _ site: Site, _ language: Language, _ readers: [User]) throws -> Enqueuer.Entry {
    let text = ContactMail(language)
    var submission = try Submission(site: site, replyTo: message.sender, subject: text.subject, text: text.text, html: nil)
    submission.tags = ["contact"]
    submission.digest = Array(SHA256.hash(data: Data("\(message.sender)\n\(message.text)".utf8)))
    submission.key = "contact \(Int(Date().timeIntervalSince1970) / 86400) \(submission.digest.base64URL) \(language.rawValue)"
    let variables = [
      "domain": site.domain, "message": message.text, "name": message.sender.name ?? "", "address": "\(message.sender.address)",
    ]
    var json: [UInt8] = []
    JSONText.write(variables, into: &json)
    let addressees = readers.map {
      Addressee(recipient: .email($0.address), name: $0.name, variables: String(decoding: json, as: UTF8.self))
    }
    for addressee in addressees { try submission.check(addressee, path: "message") }
    return Enqueuer.Entry(submission: submission, addressees: addressees)
  }
}
