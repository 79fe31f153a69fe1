internal import CLibcurl
internal import Glibc

/// An IP address that is about to be connected to.
public struct HTTPPeerAddress: CustomStringConvertible {
  /// In network order: 4 of IPv4, 16 of IPv6.
  private let bytes: [UInt8]

  init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  /// A URL's host; nil where that is a name, which leads somewhere only when it is looked up.
  public init?(host: String) {
    var bytes = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, host, &bytes) == 1 {
      self.init(bytes.prefix(4))
    } else if inet_pton(AF_INET6, host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host, &bytes) == 1 {
      self.init(bytes)
    } else {
      return nil
    }
  }

  /// Nil where it is neither IPv4 nor IPv6.
  init?(_ address: UnsafePointer<curl_sockaddr>) {
    guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
    // Longer than the type that C declares for it.
    let start = UnsafeRawPointer(address) + offset
    switch address.pointee.family {
    case AF_INET: self.init(withUnsafeBytes(of: start.loadUnaligned(as: sockaddr_in.self).sin_addr) { Array($0) })
    case AF_INET6: self.init(withUnsafeBytes(of: start.loadUnaligned(as: sockaddr_in6.self).sin6_addr) { Array($0) })
    default: return nil
    }
  }

  /// Not of the public internet (IANA's registries of special-purpose addresses, RFC 6890). Where an IPv6 address carries one of IPv4,
  /// that one counts.
  public var isPrivate: Bool {
    if bytes.count == 4 { return Self.privateIPv4.contains(where: lies) }
    for (prefix, position) in Self.carriers where bytes.starts(with: prefix) {
      return Self(bytes[position..<position + 4]).isPrivate
    }
    return !lies(in: ([0x20], 3)) || Self.specialIPv6.contains(where: lies)
  }

  public var description: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
      guard let start = text.baseAddress,
        inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, start, socklen_t(text.count)) != nil
      else { return "" }
      return String(cString: start)
    }
  }

  private typealias Network = (prefix: [UInt8], bits: Int)

  private func lies(in network: Network) -> Bool {
    let (whole, rest) = network.bits.quotientAndRemainder(dividingBy: 8)
    guard bytes.starts(with: network.prefix.prefix(whole)) else { return false }
    return rest == 0 || (bytes[whole] ^ network.prefix[whole]) >> (8 - rest) == 0
  }

  /// "This" network, RFC 1918, carriers' NAT, loopback, link-local, IETF, documentation, 6to4 relays, benchmarks; multicast and above.
  private static let privateIPv4: [Network] = [
    ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12), ([192, 0, 0], 24), ([192, 0, 2], 24),
    ([192, 88, 99], 24), ([192, 168], 16), ([198, 18], 15), ([198, 51, 100], 24), ([203, 0, 113], 24), ([224], 3),
  ]

  /// Within 2000::/3, outside of which nothing is public: IETF (Teredo among them), documentation.
  private static let specialIPv6: [Network] = [
    ([0x20, 0x01, 0x00], 23), ([0x20, 0x01, 0x0D, 0xB8], 32), ([0x3F, 0xFF, 0x00], 20),
  ]

  /// IPv4-mapped, NAT64, 6to4, and where in them the IPv4 address stands.
  private static let carriers: [(prefix: [UInt8], position: Int)] = [
    ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 12), ([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0], 12), ([0x20, 0x02], 2),
  ]
}
