internal import Transport

/// A browser in which a user has logged in before. Its tries are counted for themselves: whoever tries passwords from elsewhere does not keep
/// the owner out (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
struct KnownDevice: Sendable {
  let secretKey: SecretKey

  /// For a cookie; another one each time.
  func token(of user: Int32) throws -> String { try secretKey.seal(Secret(""), purpose: Self.purpose(user)).base64URL }

  func isToken(_ text: String, of user: Int32) -> Bool {
    // In its one spelling: each has a count of its own.
    guard let sealed = [UInt8](base64URL: text), sealed.base64URL == text else { return false }
    return (try? secretKey.open(sealed, purpose: Self.purpose(user))) != nil
  }

  private static func purpose(_ user: Int32) -> String { "device of user \(user)" }
}
