/// The five states of a row; why it is in one is its ``Reason``.
public enum QueueStatus: String, Sendable, CaseIterable, Codable {
  case pending, sending, sent, error, delivered
}
