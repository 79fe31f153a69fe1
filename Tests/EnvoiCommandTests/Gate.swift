import Foundation
import Synchronization

/// Where a relay's threads wait until they are let through.
final class Gate: Sendable {
  private let state = Mutex((waiting: 0, isOpen: false))
  private let semaphore = DispatchSemaphore(value: 0)

  var waiting: Int { state.withLock { $0.waiting } }

  func count() { state.withLock { $0.waiting += 1 } }

  func pass() {
    let isOpen = state.withLock { state in
      state.waiting += 1
      return state.isOpen
    }
    if !isOpen { semaphore.wait() }
  }

  func open() {
    let waiting = state.withLock { state in
      defer { state.isOpen = true }
      return state.isOpen ? 0 : state.waiting
    }
    for _ in 0..<waiting { semaphore.signal() }
  }
}
