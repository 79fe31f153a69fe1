internal import Crypto
internal import Envoi
internal import Foundation

/// Who asks for a page.
struct Visitor: Sendable {
  /// The cookie's value: of a session, or random for somebody without one, whose forms are bound to it.
  let token: String
  /// Whether the browser is still to be given the cookie.
  let isNew: Bool
  var user: User?
  var language: Language
  /// Whether the link or the browser says so.
  let hasLanguage: Bool
  /// Address of the client, for throttles and the audit.
  let client: String
  /// What the browser was given when its user logged in before.
  var device: String?

  var labels: Labels { Labels.of(language) }

  var actor: Actor { Actor(name: "\(user.map { "\($0.address)" } ?? "nobody") (admin)", client: client.isEmpty ? nil : client) }

  /// What a form of this visitor's must bring: nobody can make it who does not know the cookie.
  var formToken: String {
    let code = HMAC<SHA256>.authenticationCode(for: Data("envoi form 1".utf8), using: SymmetricKey(data: Data(token.utf8)))
    return Array(code).base64URL
  }

  func isOwn(formToken given: String) -> Bool {
    let (one, other) = (SHA256.hash(data: Data(given.utf8)), SHA256.hash(data: Data(formToken.utf8)))
    return one == other
  }
}
