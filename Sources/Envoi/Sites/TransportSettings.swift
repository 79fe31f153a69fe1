public import Transport

/// What can be said about a transport; nil leaves it as it is.
public struct TransportSettings: Sendable {
  public var url: RelayURL?
  public var security: SMTPEndpoint.Security?
  public var password: Secret?
  public var caFile: String?
  public var helo: String?
  public var connections: Int16?
  public var position: Int16?
  public var isEnabled: Bool?

  public init(
    url: RelayURL? = nil, security: SMTPEndpoint.Security? = nil, password: Secret? = nil, caFile: String? = nil, helo: String? = nil,
    connections: Int16? = nil, position: Int16? = nil, isEnabled: Bool? = nil
  ) throws(InvalidInput) {
    if let connections, !(1...1000).contains(connections) {
      throw InvalidInput("--connections", "must be between 1 and 1000", "\(connections)")
    }
    self.url = url
    self.security = security
    self.password = password ?? url?.password
    self.caFile = caFile
    self.helo = helo
    self.connections = connections
    self.position = position
    self.isEnabled = isEnabled
  }

  var isAboutRelay: Bool { url != nil || security != nil || password != nil || caFile != nil || helo != nil }
}
