internal import Synchronization

/// Lets so many tasks in at a time; the others wait in the order they came, or until they are cancelled.
final class Turnstile: Sendable {
  private struct State {
    var free: Int
    var lastTicket = 0
    var waiting: [(ticket: Int, continuation: CheckedContinuation<Void, any Error>)] = []
  }

  private let state: Mutex<State>

  init(places: Int) { state = Mutex(State(free: places)) }

  func enter() async throws {
    guard !enterAtOnce() else { return }
    let ticket = state.withLock { state in
      state.lastTicket += 1
      return state.lastTicket
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { queue($0, ticket) }
    } onCancel: {
      let continuation = state.withLock { state in
        state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0).continuation }
      }
      continuation?.resume(throwing: CancellationError())
    }
  }

  /// Nobody waits where a place is free.
  private func enterAtOnce() -> Bool {
    state.withLock { state in
      guard state.free > 0 else { return false }
      state.free -= 1
      return true
    }
  }

  private func queue(_ continuation: CheckedContinuation<Void, any Error>, _ ticket: Int) {
    enum Answer { case wait, enter, cancelled }
    let answer = state.withLock { state -> Answer in
      // A cancellation before this finds nothing to end, one after it finds the ticket.
      if Task.isCancelled { return .cancelled }
      if state.free > 0 {
        state.free -= 1
        return .enter
      }
      state.waiting.append((ticket, continuation))
      return .wait
    }
    switch answer {
    case .wait: break
    case .enter: continuation.resume()
    case .cancelled: continuation.resume(throwing: CancellationError())
    }
  }

  func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      guard state.waiting.isEmpty else { return state.waiting.removeFirst().continuation }
      state.free += 1
      return nil
    }
    next?.resume()
  }
}
