import Foundation
import MessageFormat
import Postgres
import Testing

@testable import Envoi

extension Stage {
  static let password = "correct horse 42"

  func secretKey() throws -> SecretKey { try SecretKey("correct horse battery staple") }
  func users() throws -> Users {
    var users = Users(database, secretKey: try secretKey(), publicURL: try PublicURL("https://mail.example.org/envoi"), log: log)
    users.cost = .cheap
    return users
  }
  func sessions() throws -> Sessions {
    var sessions = Sessions(database, secretKey: try secretKey())
    sessions.cost = .cheap
    return sessions
  }

  @discardableResult
  func addUser(
    _ address: String = "ann@example.org", name: String? = nil, language: Language = .en,
    grants: [(site: Int32?, role: Role)] = [(nil, .operator)]
  ) async throws -> User {
    try await users().add(address: EmailAddress(address), name: name, language: language, grants: grants)
  }

  /// Who has set the password.
  @discardableResult
  func addUserWithPassword(_ address: String = "ann@example.org") async throws -> User {
    let user = try await addUser(address)
    return try #require(try await users().setPassword(Password(Self.password), link: token(for: user)))
  }

  func token(for user: User) async throws -> String {
    let link = try await users().link(for: user)
    let token = try #require(link.wholeMatch(of: /https:\/\/mail\.example\.org\/envoi\/admin\/welcome\/([A-Za-z0-9_\-]{43})/)?.1)
    return String(token)
  }

  func logIn(
    _ address: String = "ann@example.org", _ password: String = Stage.password, code: String? = nil, client: String = "192.0.2.1",
    device: String? = nil
  ) async throws -> Sessions.Login {
    try await sessions().logIn(address: address, password: password, code: code, client: client, device: device)
  }
}

extension Sessions.Login {
  /// In short.
  var verdict: String {
    switch self {
    case .welcome: "welcome"
    case .needsCode: "needs code"
    case .refused: "refused"
    case .throttled: "throttled"
    }
  }

  var token: String? { if case .welcome(let token, _, _) = self { token } else { nil } }
  var device: String? { if case .welcome(_, let device, _) = self { device } else { nil } }
}

extension Scrypt.Cost {
  /// Nothing beside the standard one.
  static let cheap = Scrypt.Cost(logarithm: 5, blockSize: 8, parallelism: 1)
}
