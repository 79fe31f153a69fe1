internal import Envoi

/// A webhook in a list: where it posts, what it is told of, and how it is, in words.
struct WebhookRow: Sendable {
  let name: String
  let path: String
  /// Scheme, host and port of its URL.
  let origin: String
  let events: String
  let isEnabled: Bool
  let state: String
  /// The style of the state.
  let mood: String
  /// In the words of its server, or of whoever saw it.
  let trouble: String?
  /// The queue's page with what it was told and is yet to be told.
  let history: String

  init(_ webhook: Webhook, _ labels: Labels, _ formatting: Formatting) {
    (name, origin, isEnabled, trouble) = (webhook.name, webhook.url, webhook.isEnabled, webhook.trouble)
    path = "/admin/sites/\(webhook.site)/webhooks/\(webhook.name)"
    events = webhook.events.map { labels("status_\($0.rawValue)") }.joined(separator: ", ")
    (state, mood) = TransportRow.state(
      isEnabled, pausedUntil: webhook.pausedUntil, hasTrouble: trouble != nil, labels, formatting)
    history =
      "/admin/queue?" + Fields([("site", webhook.site), ("channel", Channel.webhook.rawValue), ("recipient", webhook.name)]).urlEncoded
  }
}
