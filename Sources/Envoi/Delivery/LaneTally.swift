internal import Foundation
internal import Synchronization
internal import Transport

/// What happens in a lane, counted by its connections.
final class LaneTally: Sendable {
  private let site: Site
  private let sent = Atomic(0)
  private let errors = Atomic(0)
  private let answers = Atomic(false)
  /// Rows put off until after the pause that they brought about.
  private let postponed = Atomic(0)
  private let retries = Mutex<(count: Int, from: Date?)>((0, nil))
  private let stopper = Mutex<Trouble?>(nil)
  /// What had been sent when the relay was last in trouble in the middle of a mail.
  private let sentBeforeTrouble = Mutex<Int?>(nil)

  init(_ site: Site) { self.site = site }

  /// Trouble that stops the lane; nil while there is none.
  var trouble: Trouble? { stopper.withLock { $0 } }
  /// Whether it has answered anything in this lane.
  var isAnswering: Bool { answers.load(ordering: .relaxed) }
  /// Whether the relay has taken a message in this lane.
  var hasSent: Bool { sent.load(ordering: .relaxed) > 0 }

  var report: LaneReport {
    var report = LaneReport(site)
    report.sent = sent.load(ordering: .relaxed)
    report.errors = errors.load(ordering: .relaxed)
    report.left = postponed.load(ordering: .relaxed)
    (report.retried, report.retryFrom) = retries.withLock { $0 }
    return report
  }

  /// - Returns: true at its first answer.
  func count(_ settlement: Settlement) -> Bool {
    let isFirst = settlement.code != nil && !isAnswering && !answers.exchange(true, ordering: .relaxed)
    switch settlement.status {
    case .sent: sent.add(1, ordering: .relaxed)
    case .error:
      errors.add(1, ordering: .relaxed)
      guard let delay = settlement.retryIn else { return isFirst }
      let due = Date() + delay
      retries.withLock { $0 = ($0.count + 1, min($0.from ?? due, due)) }
    case .pending where settlement.dueIn != nil: postponed.add(1, ordering: .relaxed)
    default: break
    }
    return isFirst
  }

  /// Whether nothing was sent since the relay was last in trouble in the middle of a mail. Once, it may have been that mail's fault.
  func isRepeated() -> Bool {
    let sent = sent.load(ordering: .relaxed)
    return sentBeforeTrouble.withLock { before in
      defer { before = sent }
      return before == sent
    }
  }

  func note(_ trouble: Trouble) { stopper.withLock { $0 = $0 ?? trouble } }
}
