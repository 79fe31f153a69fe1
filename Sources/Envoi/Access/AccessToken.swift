internal import Crypto
internal import Foundation

/// A random word that lets somebody in, or that nobody can guess. It is said once; what is stored of it is its hash.
public struct AccessToken: Sendable {
  /// 43 characters, base64url.
  public let text: String

  public init() { text = [UInt8].random(32).base64URL }

  var hash: [UInt8] { Self.hash(of: text) }

  /// SHA-256: what has 256 random bits needs nothing slower.
  static func hash(of text: String) -> [UInt8] { Array(SHA256.hash(data: Data(text.utf8))) }
}
