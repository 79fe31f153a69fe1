/// By which way a message goes.
public enum Channel: String, Sendable, CaseIterable, Codable {
  case email
  /// Short messages, through a gateway.
  case sms
  /// A team chat's incoming webhook.
  case chat
}
