/// When a refused row is tried again: 5, 10, 20, 40 min, 1, 2, 4 h, then every 4 h, each up to a tenth later (RFC 5321 4.5.4.1 asks for
/// a growing delay; the jitter keeps a thousand rows of one refusal apart).
public enum RetrySchedule {
  private static let minutes: [Double] = [5, 10, 20, 40, 60, 120, 240]

  /// - Parameters:
  ///   - attempts: tries made so far, this one included.
  ///   - jitter: 0 to 1.
  /// - Returns: seconds.
  public static func delay(afterAttempt attempts: Int, jitter: Double) -> Double {
    minutes[min(max(attempts, 1), minutes.count) - 1] * 60 * (1 + 0.1 * jitter)
  }
}
