public import Transport

/// What can be said about a gateway; nil and what is not named are left as they are.
public struct GatewaySettings: Sendable {
  /// A preset's name, or a whole description.
  public var description: String?
  /// By name; an empty one is taken away.
  public var values: [String: String]
  public var secrets: [String: Secret]
  /// Whether it may be on a private or loopback address. Nil: as before, while its scheme, host and port stay.
  public var allowsPrivate: Bool?
  /// Whether a private address in the URL of an SMS gateway is allowed by its standing there: who has a shell means it.
  public var meansPrivate: Bool

  public init(
    description: String? = nil, values: [String: String] = [:], secrets: [String: Secret] = [:], allowsPrivate: Bool? = nil,
    meansPrivate: Bool = false
  ) {
    (self.description, self.values, self.secrets) = (description, values, secrets)
    (self.allowsPrivate, self.meansPrivate) = (allowsPrivate, meansPrivate)
  }

  var isEmpty: Bool { description == nil && values.isEmpty && secrets.isEmpty && allowsPrivate == nil }
}
