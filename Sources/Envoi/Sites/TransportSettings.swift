public import Transport

/// What can be said about a transport; nil leaves it as it is.
public struct TransportSettings: Sendable {
  public var url: RelayURL?
  public var gateway: GatewaySettings
  public var security: SMTPEndpoint.Security?
  public var password: Secret?
  public var caFile: String?
  public var helo: String?
  public var connections: Int16?
  public var position: Int16?
  public var isEnabled: Bool?

  /// - Throws: ``InvalidInput`` naming the option and its rule.
  public init(
    url: RelayURL? = nil, gateway: GatewaySettings = GatewaySettings(), security: SMTPEndpoint.Security? = nil, password: Secret? = nil,
    caFile: String? = nil, helo: String? = nil,
    connections: Int? = nil, position: Int? = nil, isEnabled: Bool? = nil
  ) throws(InvalidInput) {
    if let helo, !helo.isEmpty, !Self.isHelo(helo) {
      throw InvalidInput("--helo", "must be a host name in ASCII, like mail.example.org, or an address literal, like [192.0.2.1]", helo)
    }
    self.connections = try bounded(connections, 1...1000, "--connections")
    self.position = try bounded(position, .min ... .max, "--position")
    self.url = url
    self.gateway = gateway
    self.security = security
    self.password = password ?? url?.password
    self.caFile = caFile
    self.helo = helo
    self.isEnabled = isEnabled
  }

  /// What may stand behind EHLO (RFC 5321, 4.1.1.1), which libcurl does not check.
  private static func isHelo(_ text: String) -> Bool {
    let pattern = /[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|\[([0-9]{1,3}(\.[0-9]{1,3}){3}|IPv6:[0-9A-Fa-f:.]+)\]/
    return text.utf8.count <= 253 && text.wholeMatch(of: pattern) != nil
  }

  var isAboutRelay: Bool { url != nil || security != nil || password != nil || caFile != nil || helo != nil }
  var isAboutSMTP: Bool { url != nil || security != nil || password != nil || helo != nil }
}
