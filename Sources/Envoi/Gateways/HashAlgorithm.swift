internal import Crypto
internal import Foundation

/// Of signatures; what is broken is there because gateways sign with it.
enum HashAlgorithm: String, Sendable, CaseIterable {
  case md5, sha1, sha256, sha512

  /// RFC 2104.
  func hmac(_ message: [UInt8], key: String) -> [UInt8] {
    let key = SymmetricKey(data: Data(key.utf8))
    return switch self {
    case .md5: [UInt8](HMAC<Insecure.MD5>.authenticationCode(for: message, using: key))
    case .sha1: [UInt8](HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
    case .sha256: [UInt8](HMAC<SHA256>.authenticationCode(for: message, using: key))
    case .sha512: [UInt8](HMAC<SHA512>.authenticationCode(for: message, using: key))
    }
  }

  static func md5(_ message: [UInt8]) -> [UInt8] { [UInt8](Insecure.MD5.hash(data: message)) }
  static func sha256(_ message: [UInt8]) -> [UInt8] { [UInt8](SHA256.hash(data: message)) }
}
