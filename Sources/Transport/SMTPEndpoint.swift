internal import Foundation

/// An SMTP relay and how to get in.
public struct SMTPEndpoint: Sendable, Equatable, CustomStringConvertible {
  public enum Security: String, Sendable, CaseIterable {
    /// In clear. Credentials only on loopback.
    case none
    /// STARTTLS, required: a relay that does not offer it is refused.
    case startTLS = "starttls"
    /// TLS from the first byte (RFC 8314 3.3).
    case tls
  }

  /// A host name in ASCII, or an IP address without brackets.
  public let host: String
  public let port: Int
  public let security: Security
  public let username: String?
  public let password: Secret?
  /// What EHLO says: a name of this machine that resolves, or an address literal `[192.0.2.1]`.
  public let heloName: String
  /// A file of CA certificates (PEM) in place of the system's.
  public let caFile: String?
  public var timeouts: Timeouts

  /// Host names may be international; they are kept as A-labels (RFC 5891).
  public init(
    host: String, port: Int, security: Security, username: String? = nil, password: Secret? = nil, heloName: String,
    caFile: String? = nil, timeouts: Timeouts = Timeouts()
  ) throws(Invalid) {
    let name = Self.asciiHost(host)
    guard let name else { throw Invalid("host", "is a host name or an IP address without brackets", host) }
    guard (1...65535).contains(port) else { throw Invalid("port", "is between 1 and 65535", "\(port)") }
    guard Self.isName(heloName) || heloName.wholeMatch(of: /\[[0-9A-Za-z.:]+\]/) != nil else {
      throw Invalid("helo name", "is a host name in ASCII or an address literal [192.0.2.1]", heloName)
    }
    guard (username == nil) == (password == nil) else {
      throw Invalid("login", "is a user name and a password, or neither", username == nil ? "a password alone" : "a user name alone")
    }
    if let username, let password, [username, password.exposed].contains(where: { $0.isEmpty || $0.contains("\0") }) {
      throw Invalid("login", "is not empty and has no NUL character", username)
    }
    guard security != .none || username == nil || Self.isLoopback(name) else {
      throw Invalid("security", "is starttls or tls where there is a password, except on loopback", "none with \(host)")
    }
    self.host = name
    self.port = port
    self.security = security
    self.username = username
    self.password = password
    self.heloName = heloName
    self.caFile = caFile
    self.timeouts = timeouts
  }

  /// `smtp://user@host:587 (starttls)`; never the password.
  public var description: String {
    "\(security == .tls ? "smtps" : "smtp")://\(username.map { $0 + "@" } ?? "")\(bracketedHost):\(port) (\(security.rawValue))"
  }

  /// What libcurl opens; the EHLO name is its path.
  var url: String {
    let name = heloName.replacing("[", with: "%5B").replacing("]", with: "%5D")
    return "\(security == .tls ? "smtps" : "smtp")://\(bracketedHost):\(port)/\(name)"
  }

  private var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

  private static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "::1" || host.wholeMatch(of: /127(\.[0-9]{1,3}){3}/) != nil
  }

  private static func isName(_ text: String) -> Bool {
    text.utf8.count <= 253 && text.wholeMatch(of: /[A-Za-z0-9_]([A-Za-z0-9_.\-]*[A-Za-z0-9])?\.?/) != nil
  }

  private static func asciiHost(_ host: String) -> String? {
    if host.contains(":") { return host.wholeMatch(of: /[0-9A-Fa-f:.]+/) == nil ? nil : host }
    guard !host.utf8.allSatisfy({ $0 < 0x80 }) else { return isName(host) ? host : nil }
    var components = URLComponents()
    components.host = host
    return components.encodedHost.flatMap { isName($0) ? $0 : nil }
  }

  /// A setting that cannot be used.
  public struct Invalid: Error, Equatable, CustomStringConvertible {
    public let description: String
    init(_ field: String, _ rule: String, _ value: String) { description = "\(field): \(rule); got '\(value)'" }
  }
}
