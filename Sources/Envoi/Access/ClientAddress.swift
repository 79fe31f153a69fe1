internal import Glibc

/// Where a request came from: an IPv4 or IPv6 address.
public struct ClientAddress: Sendable, Equatable, CustomStringConvertible {
  /// 4 of IPv4, also where IPv6 carries it (`::ffff:192.0.2.1`); else 16.
  public let bytes: [UInt8]

  public init?(_ text: String) {
    var (v4, v6) = (in_addr(), in6_addr())
    if inet_pton(AF_INET, text, &v4) == 1 {
      bytes = withUnsafeBytes(of: v4) { Array($0) }
    } else if inet_pton(AF_INET6, text, &v6) == 1 {
      let all = withUnsafeBytes(of: v6) { Array($0) }
      bytes = all.starts(with: [UInt8](repeating: 0, count: 10) + [0xff, 0xff]) ? all.suffix(4) : all
    } else {
      return nil
    }
  }

  private var isV4: Bool { bytes.count == 4 }

  /// Whether it is this machine.
  public var isLoopback: Bool { isV4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1 }

  /// What one person has: of IPv6 a /48, the most that a site is given (RFC 6177); each try could take another address of it.
  public var network: String { isV4 ? description : Array(bytes.prefix(6)).hex }

  public var description: String {
    if isV4 { return bytes.map(String.init).joined(separator: ".") }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count)) != nil else { return bytes.hex }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
