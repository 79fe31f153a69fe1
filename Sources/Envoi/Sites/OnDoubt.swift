/// What a site wants done with a row that may have been sent and may not.
public enum OnDoubt: String, Sendable, CaseIterable, Codable {
  /// Send it again, with the same Message-ID: at least once.
  case resend
  /// Leave it in `error/in_doubt` for an operator: at most once.
  case hold
}
