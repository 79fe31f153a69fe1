internal import Crypto
internal import Foundation

/// Tokens of the URLs that gateways call back at, each known to one transport's gateway alone. They are derived from ENVOI_SECRET_KEY
/// (HMAC-SHA256), so nothing is stored; while the key is rotated those of the old one are taken too.
public struct ReceiptTokens: Sendable {
  private static let rowBytes = 10
  private static let accountBytes = 16

  /// The first one makes tokens, all verify them.
  private let keys: [SymmetricKey]

  public init(secretKey: SecretKey) { keys = secretKey.keys(for: "envoi receipts 1") }

  /// Of one generation of a row: `<row>.<generation>.<20 hexadecimal digits>`, at most 40 characters, which gateways take as a client's
  /// reference too.
  public func row(_ id: Int, generation: Int, transport: Int32) -> String {
    let name = "\(id).\(generation)"
    return "\(name).\(codes("row \(transport) \(name)", Self.rowBytes)[0])"
  }

  /// - Returns: nil where the token was not made for this transport.
  public func parse(_ token: String, transport: Int32) -> (row: Int, generation: Int)? {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, isOne(parts[2], of: codes("row \(transport) \(parts[0]).\(parts[1])", Self.rowBytes)),
      let row = Int(parts[0]), let generation = Int(parts[1])
    else { return nil }
    return (row, generation)
  }

  /// Of the whole transport, for incoming messages and for gateways whose receipts all go to one URL: 32 hexadecimal digits.
  public func account(transport: Int32) -> String { codes("account \(transport)", Self.accountBytes)[0] }

  public func isAccount(_ token: String, transport: Int32) -> Bool {
    isOne(token[...], of: codes("account \(transport)", Self.accountBytes))
  }

  /// The text's code under each key.
  private func codes(_ text: String, _ count: Int) -> [String] {
    keys.map { Array(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: $0).prefix(count)).hex }
  }

  /// Each is compared, whichever is right.
  private func isOne(_ given: Substring, of codes: [String]) -> Bool {
    codes.reduce(false) { $1.utf8.equalsInConstantTime(given.utf8) || $0 }
  }
}
