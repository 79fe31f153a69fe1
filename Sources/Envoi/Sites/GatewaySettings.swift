public import Transport

/// What can be said about a gateway; nil and what is not named are left as they are.
public struct GatewaySettings: Sendable {
  /// A preset's name, or a whole description.
  public var description: String?
  /// By name; an empty one is taken away.
  public var values: [String: String]
  public var secrets: [String: Secret]
  /// Whether a chat may be on a private or loopback address.
  public var allowsPrivate: Bool?

  public init(
    description: String? = nil, values: [String: String] = [:], secrets: [String: Secret] = [:], allowsPrivate: Bool? = nil
  ) {
    (self.description, self.values, self.secrets, self.allowsPrivate) = (description, values, secrets, allowsPrivate)
  }

  var isEmpty: Bool { description == nil && values.isEmpty && secrets.isEmpty && allowsPrivate == nil }
}
