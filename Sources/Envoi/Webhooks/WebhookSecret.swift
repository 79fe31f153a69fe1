internal import Crypto
internal import Foundation

/// What a webhook's posts are signed with: `whsec_` and the base64 of 24 to 64 bytes (Standard Webhooks, "Signature scheme"). It prints as dots.
public struct WebhookSecret: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  private static let prefix = "whsec_"

  private let key: [UInt8]

  public init(_ text: String) throws(InvalidInput) {
    guard text.hasPrefix(Self.prefix), let key = Data(base64Encoded: String(text.dropFirst(Self.prefix.count))),
      (24...64).contains(key.count)
    else { throw InvalidInput("secret", "must be whsec_ and the base64 of 24 to 64 bytes; left out, Envoi makes one") }
    self.key = [UInt8](key)
  }

  private init(key: [UInt8]) { self.key = key }

  public static func random() -> WebhookSecret { WebhookSecret(key: .random(32)) }

  public var exposed: String { Self.prefix + Data(key).base64EncodedString() }
  public var description: String { "••••" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// `v1,` and the base64 of HMAC-SHA256 of `id.timestamp.body`.
  func signature(id: String, timestamp: Int, body: [UInt8]) -> String {
    let code = HMAC<SHA256>.authenticationCode(for: Array("\(id).\(timestamp).".utf8) + body, using: SymmetricKey(data: key))
    return "v1,\(Data(code).base64EncodedString())"
  }
}
