/// What can be said about a webhook; nil leaves it as it is.
public struct WebhookSettings: Sendable {
  /// `https://example.org/hooks/envoi`; checked where it is stored, for `http` takes `allowsPrivate`.
  public var url: String?
  /// All of them when a webhook is added and nothing is said.
  public var events: [WebhookEvent]?
  /// Whether it may be on a private or loopback address.
  public var allowsPrivate: Bool?
  public var isEnabled: Bool?

  public init(url: String? = nil, events: [WebhookEvent]? = nil, allowsPrivate: Bool? = nil, isEnabled: Bool? = nil) {
    (self.url, self.events, self.allowsPrivate, self.isEnabled) = (url, events, allowsPrivate, isEnabled)
  }
}
