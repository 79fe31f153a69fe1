/// Why a row is in `error`.
public enum Reason: String, Sendable, CaseIterable, Codable {
  /// Refused for now: `retry_at` says when it is tried again.
  case deferred
  /// Refused for good.
  case refused
  /// Not sent in time.
  case expired
  case cancelled
  case suppressed
  /// It cannot be sent as it is.
  case invalid
  /// It may have been sent: the answer was lost.
  case inDoubt = "in_doubt"
  case bounced, complained, undelivered
}
