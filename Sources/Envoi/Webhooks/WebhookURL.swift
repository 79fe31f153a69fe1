internal import Foundation
internal import Transport

/// Where a webhook posts. Its path and query may hold a secret, so it prints only scheme, host and port.
public struct WebhookURL: Sendable, Equatable, CustomStringConvertible {
  let secret: Secret
  /// `https://example.org:8443`.
  public let origin: String
  let pathAndQuery: String

  /// - Parameter allowsPrivate: a private address and `http` will do: it need not leave this network. Where a name leads is seen when it is
  ///   connected to.
  public init(_ text: String, allowsPrivate: Bool) throws(InvalidInput) {
    guard text.utf8.count <= 2000, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let parts = URLComponents(string: text),
      let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme), let host = parts.encodedHost, !host.isEmpty,
      parts.port.map((1...65535).contains) ?? true, parts.fragment == nil
    else {
      throw InvalidInput("url", "must be like https://example.org/hooks/envoi, in ASCII and without a fragment")
    }
    origin = "\(scheme)://\(host.lowercased())\(parts.port.map { ":\($0)" } ?? "")"
    guard allowsPrivate || scheme == "https" else {
      throw InvalidInput("url", "must begin with https:// where it leads out of this network (--allow-private)", origin)
    }
    guard allowsPrivate || HTTPPeerAddress(host: host)?.isPrivate != true else {
      throw InvalidInput("url", "must not be on a private address unless that is allowed (--allow-private)", origin)
    }
    pathAndQuery = parts.percentEncodedPath + (parts.percentEncodedQuery.map { "?\($0)" } ?? "")
    secret = Secret(text)
  }

  public var description: String { origin }
}
