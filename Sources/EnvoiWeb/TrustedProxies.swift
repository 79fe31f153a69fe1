public import Envoi

/// The proxies that are believed when they say whom they ask for, in X-Forwarded-For.
public struct TrustedProxies: Sendable {
  private struct Network: Sendable {
    let bytes: [UInt8]
    /// Of the prefix.
    let bits: Int

    func contains(_ address: ClientAddress) -> Bool {
      guard address.bytes.count == bytes.count else { return false }
      return zip(address.bytes, bytes).enumerated().allSatisfy { index, pair in
        let free = max(0, 8 - max(0, bits - index * 8))
        return pair.0 >> free == pair.1 >> free
      }
    }
  }

  private let networks: [Network]

  /// This machine: who is on it can ask from any of its many addresses anyway.
  public static let standard = TrustedProxies(networks: [
    Network(bytes: [127, 0, 0, 0], bits: 8), Network(bytes: [UInt8](repeating: 0, count: 15) + [1], bits: 128),
  ])

  private init(networks: [Network]) { self.networks = networks }

  /// - Parameter text: addresses and networks with commas between, `127.0.0.1, 10.0.0.0/8, fd00::/8`; or `none`.
  public init(_ text: String, field: String = "ENVOI_TRUSTED_PROXIES") throws(InvalidInput) {
    var networks: [Network] = []
    for part in text == "none" ? [] : text.split(separator: ",", omittingEmptySubsequences: false) {
      let match = part.wholeMatch(of: /\s*([0-9A-Fa-f.:]+)(?:\/([0-9]{1,3}))?\s*/)
      guard let match, let address = ClientAddress(String(match.1)), case let longest = address.bytes.count * 8,
        case let bits = match.2.flatMap({ Int($0) }) ?? longest, bits <= longest
      else { throw InvalidInput(field, "must be addresses and networks like 127.0.0.1, 10.0.0.0/8, fd00::/8; or none", text) }
      networks.append(Network(bytes: address.bytes, bits: bits))
    }
    self.init(networks: networks)
  }

  /// Whom a peer asks for: the last one in the list that is no proxy of ours. What stands before that anybody may have written.
  ///
  /// - Parameter forwarded: X-Forwarded-For.
  func client(of peer: ClientAddress, forwarded: String?) -> ClientAddress {
    var client = peer
    for said in (forwarded ?? "").split(separator: ",").reversed() where networks.contains(where: { $0.contains(client) }) {
      guard let address = Self.address(said) else { break }
      client = address
    }
    return client
  }
  /// Of an entry of the list; some proxies write a port behind it: `203.0.113.7:4711`, `[2001:db8::1]:4711`.
  private static func address(_ said: Substring) -> ClientAddress? {
    let text = said.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }
    return ClientAddress(String(text))
      ?? ClientAddress(String(text.first == "[" ? text.dropFirst().prefix { $0 != "]" } : text.prefix { $0 != ":" }))
  }
}
