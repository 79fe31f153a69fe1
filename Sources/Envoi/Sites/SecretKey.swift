internal import Crypto
internal import Foundation
public import Transport

/// Seals what must not be readable in the database, with ChaCha20-Poly1305 (RFC 8439) under a key derived from ENVOI_SECRET_KEY.
public struct SecretKey: Sendable {
  private let current: SymmetricKey
  private let old: SymmetricKey?

  /// - Parameters:
  ///   - text: ENVOI_SECRET_KEY, at least 16 bytes.
  ///   - old: ENVOI_SECRET_KEY_OLD: what was sealed before a rotation is still opened with it.
  public init(_ text: String, old: String? = nil) throws(InvalidInput) {
    current = try Self.derive(text, "ENVOI_SECRET_KEY")
    self.old = if let old { try Self.derive(old, "ENVOI_SECRET_KEY_OLD") } else { nil }
  }

  /// - Parameter purpose: what it belongs to; it opens only under the same purpose, so that one row's secret cannot stand in another's.
  public func seal(_ secret: Secret, purpose: String) throws -> [UInt8] {
    try [UInt8](ChaChaPoly.seal(Data(secret.exposed.utf8), using: current, authenticating: Data(purpose.utf8)).combined)
  }

  public func open(_ sealed: [UInt8], purpose: String) throws(InvalidInput) -> Secret {
    for key in [current, old].compactMap({ $0 }) {
      if let box = try? ChaChaPoly.SealedBox(combined: sealed),
        let data = try? ChaChaPoly.open(box, using: key, authenticating: Data(purpose.utf8))
      {
        return Secret(String(decoding: data, as: UTF8.self))
      }
    }
    throw InvalidInput(
      "ENVOI_SECRET_KEY", "does not open the password of \(purpose): set the key it was sealed with, or set the password again")
  }

  /// Keys for another use, from which these cannot be told: the current one, then the old one.
  func keys(for use: String) -> [SymmetricKey] {
    [current, old].compactMap(\.self).map {
      HKDF<SHA256>.deriveKey(inputKeyMaterial: $0, info: Data(use.utf8), outputByteCount: 32)
    }
  }

  private static func derive(_ text: String, _ field: String) throws(InvalidInput) -> SymmetricKey {
    guard text.utf8.count >= 16 else {
      throw InvalidInput(field, "must have at least 16 bytes; make one with: openssl rand -base64 32")
    }
    return HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: Data(text.utf8)), info: Data("envoi secrets 1".utf8), outputByteCount: 32)
  }
}
