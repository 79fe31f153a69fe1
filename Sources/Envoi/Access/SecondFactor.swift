internal import Foundation

/// The secret of a user's one-time codes, to be put into their app.
public struct SecondFactor: Sendable {
  let secret: [UInt8]
  /// To be typed (RFC 4648 section 6, without padding).
  public var base32: String { secret.base32 }
  /// To be scanned: `otpauth://totp/...`, as Google's "Key Uri Format" has it.
  public let uri: String

  /// - Parameter issuer: what the app calls us.
  init(issuer: String, account: String) {
    secret = .random(20)
    func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
    uri = "otpauth://totp/\(encoded(issuer)):\(encoded(account))?secret=\(secret.base32)&issuer=\(encoded(issuer))"
  }
}
