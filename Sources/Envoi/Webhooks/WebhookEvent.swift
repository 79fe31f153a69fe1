/// What a webhook is told of. An `error` is told of when it is final: no other try is to come.
public enum WebhookEvent: String, Sendable, CaseIterable, Codable {
  case sent, error, delivered
}
