internal import Foundation
internal import Synchronization
internal import Transport

/// What happens in a lane, counted by its connections.
final class LaneTally: Sendable {
  private struct State {
    var report: LaneReport
    var trouble: Trouble?
  }
  private let state: Mutex<State>

  init(_ site: Site) { state = Mutex(State(report: LaneReport(site))) }

  var report: LaneReport { state.withLock { $0.report } }
  /// Trouble that stops the lane; nil while there is none.
  var trouble: Trouble? { state.withLock { $0.trouble } }
  /// Whether the relay has taken a message in this lane.
  var othersPass: Bool { state.withLock { $0.report.sent > 0 } }

  func count(_ settlement: Settlement) {
    let now = Date()
    state.withLock { $0.report.count(settlement, now: now) }
  }

  func note(_ trouble: Trouble) { state.withLock { $0.trouble = $0.trouble ?? trouble } }
}
