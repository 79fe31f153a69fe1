import Synchronization
import Transport

/// The steps of a session, as they came.
final class StepList: Sendable {
  private let steps = Mutex<[Step]>([])
  var all: [Step] { steps.withLock { $0 } }
  func append(_ step: Step) { steps.withLock { $0.append(step) } }
}
