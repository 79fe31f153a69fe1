/// By which way a message goes.
public enum Channel: String, Sendable, CaseIterable, Codable {
  case email
  /// Short messages, through a gateway.
  case sms
  /// A team chat's incoming webhook.
  case chat
  /// What became of messages, told to a program.
  case webhook

  /// Each transport is a way of its own, and a row names the one that it goes by.
  var isByName: Bool { self == .chat || self == .webhook }
}
