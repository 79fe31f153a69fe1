/// What an open session is like, for people.
public struct SessionInfo: Sendable, Equatable {
  /// The address that was reached: `198.51.100.7:587`, or a path.
  public var peer: String
  public var tls: TLS?
  public var capabilities: Capabilities
  /// The SASL mechanism that the login went by.
  public var login: String?

  public init(peer: String, tls: TLS? = nil, capabilities: Capabilities = Capabilities(), login: String? = nil) {
    self.peer = peer
    self.tls = tls
    self.capabilities = capabilities
    self.login = login
  }

  /// The encryption and the relay's certificate, as the TLS library words them.
  public struct TLS: Sendable, Equatable {
    /// `TLSv1.3 / TLS_AES_256_GCM_SHA384`.
    public var version: String
    public var subject: String
    public var issuer: String
    /// The end date of the certificate.
    public var expires: String
  }
}
