internal import Crypto
internal import Foundation

/// A random word that lets somebody in. It is said once; what is stored is its hash.
struct AccessToken: Sendable {
  /// 43 characters, base64url.
  let text: String

  /// 32 bytes of the system's generator.
  init() { text = Data((0..<32).map { _ in UInt8.random(in: .min ... .max) }).base64EncodedString().base64URL }

  var hash: [UInt8] { Self.hash(of: text) }

  /// SHA-256: what is random needs nothing slower.
  static func hash(of text: String) -> [UInt8] { Array(SHA256.hash(data: Data(text.utf8))) }
}

extension String {
  /// Of base64, what may stand in a URL (RFC 4648 section 5).
  fileprivate var base64URL: String { replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "") }
}
