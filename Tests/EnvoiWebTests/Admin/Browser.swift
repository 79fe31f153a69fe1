import Foundation
import MessageFormat
import Postgres
import Support
import Testing

@testable import Envoi
@testable import EnvoiWeb

/// Somebody with a browser that has no JavaScript: it keeps its cookie, sends forms with the token of the page that they are on, and goes where
/// it is sent.
struct Browser {
  let door: Door
  /// Of its session, or of a visitor.
  var cookie: String?
  var language = "en"
  /// The page that it is on.
  private(set) var page = ""

  init(_ door: Door) { self.door = door }

  /// Of a user who is logged in, with these roles.
  static func of(_ door: Door, _ grants: [(site: Int32?, role: Role)], as address: String = "ann@example.org") async throws -> Browser {
    let users = try door.users
    let user =
      if let known = try await users.find(address: address) {
        known
      } else {
        try await users.add(address: EmailAddress(address), name: nil, language: .en, grants: grants)
      }
    var browser = Browser(door)
    browser.cookie = try await door.session(of: user)
    return browser
  }

  /// The site's id.
  static func site(_ door: Door, _ domain: String = "example.org") async throws -> Site { try await Sites(door.database).find(domain) }

  @discardableResult
  mutating func open(_ path: String) async throws -> Answer {
    let answer = try await door.ask("GET", path, headers)
    keep(answer)
    page = answer.body
    guard let next = answer.location else { return answer }
    return try await open(next)
  }

  /// - Parameter token: in place of the page's.
  /// - Returns: where it led, in the end.
  @discardableResult
  mutating func submit(_ path: String, _ fields: [(String, String)], token: String? = nil) async throws -> Answer {
    let form = Fields([("token", token ?? self.token)] + fields).urlEncoded
    let answer = try await door.ask("POST", path, headers + ["Content-Type: application/x-www-form-urlencoded"], body: form)
    keep(answer)
    page = answer.body
    guard let next = answer.location else { return answer }
    return try await open(next)
  }

  /// Of the forms of the page that it is on.
  var token: String { page.firstMatch(of: /name="token" value="([^"]*)"/).map { String($0.1) } ?? "" }

  private var headers: [String] { ["Accept-Language: \(language)"] + (cookie.map { ["Cookie: envoi=\($0); __Host-envoi=\($0)"] } ?? []) }

  private mutating func keep(_ answer: Answer) {
    guard let match = answer.head.firstMatch(of: /(?i:set-cookie): (?:__Host-)?envoi=([^;]*)/) else { return }
    cookie = match.1.isEmpty ? nil : String(match.1)
  }
}

extension Answer {
  /// Of a redirect.
  var location: String? { head.firstMatch(of: /(?i:location): ([^\r\n]*)/).map { String($0.1) } }
}

extension Door {
  var users: Users {
    get throws {
      try Users(database, secretKey: SecretKey(Self.secretKey), publicURL: PublicURL("https://example.org"), log: log.logger)
    }
  }

  /// The cookie of a fresh session.
  func session(of user: User) async throws -> String {
    let token = AccessToken()
    try await database.withConnection { connection in
      _ = try await connection.execute("INSERT INTO envoi.session (hash, user_id) VALUES (\(token.hash), \(user.id))")
    }
    return token.text
  }

  /// What was done, the newest first, without details.
  func audited() async throws -> [AuditLine] { try await Audit(database).lines(sites: nil, limit: 100) }
}
