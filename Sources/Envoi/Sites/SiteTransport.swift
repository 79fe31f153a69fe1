public import Postgres
public import Transport

/// A way out of a site, as the database has it.
public struct SiteTransport: Sendable {
  public enum Kind: String, Sendable {
    case smtp, sandbox
    /// HTTP: SMS, chats and webhooks.
    case gateway
  }

  public let id: Int32
  public let siteID: Int32
  public let site: String
  public let name: String
  public let channel: Channel
  public let kind: Kind
  /// Without the password; scheme and host of a gateway; `sandbox:/path` for a Maildir.
  public let url: String
  public let security: SMTPEndpoint.Security
  let password: [UInt8]?
  /// A preset's name, or a gateway's whole description.
  let gateway: String?
  /// What the gateway wants to be told and is no secret, and `price`.
  public let settings: [String: String]
  public let allowsPrivate: Bool
  public let caFile: String?
  public let helo: String?
  /// Open connections, over all processes together.
  public let connections: Int
  /// Lower goes first.
  public let position: Int
  public let isEnabled: Bool
  /// By the database's clock; nil when there is no pause, or it is over.
  public let pausedUntil: Timestamp?
  /// What went wrong last.
  public let trouble: String?
  public let troubleCount: Int32

  public var hasPassword: Bool { password != nil }

  /// `smtp://relay:587, starttls`, `sandbox:/path`, `kannel, http://127.0.0.1:13013`.
  public var way: String {
    switch kind {
    case .smtp: "\(url), \(security.rawValue)"
    case .sandbox: url
    case .gateway: "\(gatewayName), \(url)"
    }
  }

  /// Whether it leads the same way, whatever trouble there was on it.
  func hasSameSettings(as other: SiteTransport) -> Bool {
    (id, url, security, password) == (other.id, other.url, other.security, other.password)
      && (gateway, settings, allowsPrivate) == (other.gateway, other.settings, other.allowsPrivate)
      && (caFile, helo, connections, isEnabled) == (other.caFile, other.helo, other.connections, other.isEnabled)
  }

  /// A new connection to a relay or the sandbox, closed as yet.
  public func connection(secretKey: SecretKey?, transcript: (@Sendable (Step) -> Void)? = nil) throws -> any MailConnection {
    switch kind {
    case .sandbox: try MaildirConnection(path: String(url.dropFirst("sandbox:".count)))
    case .smtp: try SMTPConnection(endpoint(secretKey: secretKey), transcript: transcript)
    case .gateway: throw InvalidInput("transport \(name)", "is no relay: it carries \(channel.rawValue)")
    }
  }

  func endpoint(secretKey: SecretKey?) throws -> SMTPEndpoint {
    let relay = try RelayURL(url)
    let secret = try openPassword(secretKey)
    do throws(SMTPEndpoint.Invalid) {
      return try SMTPEndpoint(
        host: relay.host, port: relay.port, security: security, username: relay.username, password: secret, heloName: helo ?? site,
        caFile: caFile)
    } catch { throw InvalidInput("transport \(name)", "\(error)") }
  }

  /// What was sealed, if something was.
  func openPassword(_ secretKey: SecretKey?) throws(InvalidInput) -> Secret? {
    guard let password else { return nil }
    guard let secretKey else { throw InvalidInput("ENVOI_SECRET_KEY", "is needed: the password of transport \(name) is sealed with it") }
    return try secretKey.open(password, purpose: Self.purpose(site: site, name: name))
  }

  static func purpose(site: String, name: String) -> String { "transport \(name) of \(site)" }
}
