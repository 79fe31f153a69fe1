public import MessageFormat

/// How an SMS would go out.
public struct SMSPreview: Sendable {
  public let recipient: Recipient
  public let text: SMSText
  /// What was written plainer.
  public let changes: [(from: Character, to: String)]
  /// What it costs, where a price is set.
  public let cost: String?
}
