internal import Glibc

/// Where a request came from: an IPv4 or IPv6 address.
public struct ClientAddress: CustomStringConvertible {
  public let description: String
  /// What one person has: of IPv6 a network of 2^64 addresses, of which each try could take another.
  public let network: String

  public init?(_ text: String) {
    var (v4, v6) = (in_addr(), in6_addr())
    if inet_pton(AF_INET, text, &v4) == 1 {
      network = text
    } else if inet_pton(AF_INET6, text, &v6) == 1 {
      let bytes = withUnsafeBytes(of: v6) { Array($0) }
      let isMapped = bytes.starts(with: [UInt8](repeating: 0, count: 10) + [0xff, 0xff])
      network = isMapped ? bytes.suffix(4).map(String.init).joined(separator: ".") : Array(bytes.prefix(8)).hex
    } else {
      return nil
    }
    description = text
  }
}
