import Testing

@testable import Envoi

@Suite("RetrySchedule")
struct RetryScheduleTests {
  @Test(
    "5, 10, 20, 40 minutes, 1, 2, 4 hours, then every 4 hours, each up to a tenth later",
    arguments: [
      (1, 5.0), (2, 10), (3, 20), (4, 40), (5, 60), (6, 120), (7, 240), (8, 240), (32_767, 240),
    ])
  func table(_ attempt: Int, _ minutes: Double) {
    #expect(RetrySchedule.delay(afterAttempt: attempt, jitter: 0) == minutes * 60)
    #expect(abs(RetrySchedule.delay(afterAttempt: attempt, jitter: 1) - minutes * 66) < 1e-6)
    #expect(abs(RetrySchedule.delay(afterAttempt: attempt, jitter: 0.5) - minutes * 63) < 1e-6)
  }
}
