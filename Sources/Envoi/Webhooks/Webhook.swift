public import Postgres

/// A program that is told what becomes of a site's messages.
public struct Webhook: Sendable {
  public let site: String
  public let name: String
  /// Scheme, host and port; the rest is sealed.
  public let url: String
  public let events: [WebhookEvent]
  /// Off: what happens meanwhile is never told.
  public let isEnabled: Bool
  public let allowsPrivate: Bool
  /// Nil when there is no pause.
  public let pausedUntil: Timestamp?
  /// What went wrong last.
  public let trouble: String?

  init(_ transport: SiteTransport) {
    (site, name, url, isEnabled) = (transport.site, transport.name, transport.url, transport.isEnabled)
    (allowsPrivate, pausedUntil, trouble) = (transport.allowsPrivate, transport.pausedUntil, transport.trouble)
    events = Self.events(transport.settings["events"] ?? "")
  }

  /// As the settings have them: words with a blank between.
  static func events(_ text: String) -> [WebhookEvent] { text.split(separator: " ").compactMap { WebhookEvent(rawValue: String($0)) } }
}
