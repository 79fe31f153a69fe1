internal import Transport

/// A browser in which a user has logged in with the password they have now. Its tries are counted for themselves: whoever tries passwords
/// from elsewhere does not keep the owner out (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
struct KnownDevice: Sendable {
  let secretKey: SecretKey

  /// For a cookie; another one each time.
  ///
  /// - Parameter who: with their password: another one ends it.
  func token(of who: String) throws -> String { try secretKey.seal(Secret(""), purpose: Self.purpose(who)).base64URL }

  func isToken(_ text: String, of who: String) -> Bool {
    // In its one spelling: each has a count of its own.
    guard let sealed = [UInt8](base64URL: text), sealed.base64URL == text else { return false }
    return (try? secretKey.open(sealed, purpose: Self.purpose(who))) != nil
  }

  private static func purpose(_ who: String) -> String { "device of \(who)" }
}
