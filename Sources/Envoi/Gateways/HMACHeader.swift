/// A header that holds the HMAC of the body (RFC 2104).
struct HMACHeader: Sendable {
  enum Encoding: String, Sendable, CaseIterable { case hex, base64 }

  let name: String
  /// What stands before it, as in `sha256=`.
  let prefix: String
  let algorithm: HashAlgorithm
  let encoding: Encoding
}
