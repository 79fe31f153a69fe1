internal import Postgres
internal import Synchronization

/// This process's right to the rows of one claim, measured by the clock of this machine that never jumps and counts a suspend too. It is
/// taken to begin before the database says so: what is held here is held there.
final class Lease: Sendable {
  static let seconds = 120
  /// What would be begun so shortly before the end is not begun.
  private static let margin = Duration.seconds(10)
  private static let epoch = ContinuousClock.now

  /// All leased rows, by the index that has no others. The time says nothing, but no other index seems to do as well where there were no
  /// rows yet when the plan was made.
  static var isAnywhere: SQL { "token IS NOT NULL AND lease_until > '-infinity'" }

  let token: Int
  /// Milliseconds since `epoch`. Read by every connection at every mail: no lock.
  private let end = Atomic(0)

  init(token: Int = .random(in: 1 ... .max), begun start: ContinuousClock.Instant = .now) {
    self.token = token
    set(start)
  }

  private var left: Duration { .milliseconds(end.load(ordering: .relaxed)) - Self.epoch.duration(to: .now) }

  /// Whether something may be begun under it.
  var isHeld: Bool { left > Self.margin }
  var isToBeExtended: Bool { left < .seconds(Self.seconds) * 2 / 3 }

  /// - Parameter start: before the database was asked to extend it. A lease that has lapsed stays so: somebody may have its rows.
  func extend(from start: ContinuousClock.Instant) { if isHeld { set(start) } }

  private func set(_ start: ContinuousClock.Instant) {
    end.store(Int((Self.epoch.duration(to: start) + .seconds(Self.seconds)) / .milliseconds(1)), ordering: .relaxed)
  }
}
