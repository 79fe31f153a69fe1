internal import Foundation
public import Transport

/// Where a relay is, as people write it: `smtp://user@host:587`, `smtps://host`.
public struct RelayURL: Sendable, Equatable {
  public let host: String
  public let port: Int
  public let username: String?
  /// Where the URL had one; it is sealed apart and never written back.
  public let password: Secret?
  /// What the scheme asks for; nil for `smtp`, where the host decides.
  public let security: SMTPEndpoint.Security?

  public init(_ text: String, field: String = "--url") throws(InvalidInput) {
    // The value is not repeated: it may have a password in it.
    guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty else {
      throw InvalidInput(field, "must be like smtp://user@host:587 or smtps://host")
    }
    switch parts.scheme {
    case "smtp": security = nil
    case "smtps": security = .tls
    case let scheme: throw InvalidInput(field, "must begin with smtp:// or smtps://", scheme)
    }
    guard ["", "/"].contains(parts.path), parts.query == nil, parts.fragment == nil else {
      throw InvalidInput(field, "must end after host and port")
    }
    self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    port = parts.port ?? (parts.scheme == "smtps" ? 465 : 587)
    username = parts.user?.removingPercentEncoding
    password = parts.password?.removingPercentEncoding.map(Secret.init)
  }

  /// Without the password, with the port.
  public var text: String {
    let user = username?.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~")))
    return "\(security == .tls ? "smtps" : "smtp")://\(user.map { $0 + "@" } ?? "")\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }

  /// STARTTLS unless the scheme says TLS, or the relay is this machine.
  public var defaultSecurity: SMTPEndpoint.Security {
    security ?? (host == "localhost" || host == "::1" || host.hasPrefix("127.") ? .none : .startTLS)
  }
}

extension RelayURL {
  /// The same relay without a login.
  public var anonymous: RelayURL { RelayURL(host: host, port: port, username: nil, password: nil, security: security) }

  /// The same relay with a user name, where the URL has none.
  public func with(username: String) throws(InvalidInput) -> RelayURL {
    guard self.username == nil else { throw InvalidInput("--user", "is in the URL already", username) }
    return RelayURL(host: host, port: port, username: username, password: password, security: security)
  }

  private init(host: String, port: Int, username: String?, password: Secret?, security: SMTPEndpoint.Security?) {
    (self.host, self.port, self.username, self.password, self.security) = (host, port, username, password, security)
  }
}
