internal import Dispatch
internal import Glibc
internal import Synchronization

/// The jobs of one thread. The thread owns its mailbox, not its `SerialThread`: that one's end is what ends the thread.
final class Mailbox: Sendable {
  private struct State {
    var jobs: [UnownedJob] = []
    /// Kept while jobs wait or run: the runtime refers to the executor of a running job without owning it.
    var executor: SerialThread?
    /// The thread is on its way to sleep and needs a signal; a busy thread looks again by itself.
    var sleeps = false
    var isClosed = false
  }

  private let name: String
  private let state = Mutex(State())
  private let arrival = DispatchSemaphore(value: 0)

  init(name: String) { self.name = name }

  func put(_ job: UnownedJob, for executor: SerialThread) {
    wake { state in
      state.jobs.append(job)
      if state.executor == nil { state.executor = executor }
    }
  }

  func close() { wake { $0.isClosed = true } }

  private func wake(_ change: (inout State) -> Void) {
    let sleeps = state.withLock { state in
      change(&state)
      defer { state.sleeps = false }
      return state.sleeps
    }
    if sleeps { arrival.signal() }
  }

  /// The thread's life: runs what comes until the mailbox is closed.
  func run() {
    nameThread()
    var jobs: [UnownedJob] = []
    while true {
      if let executor = take(&jobs) {
        let unowned = executor.asUnownedSerialExecutor()
        for job in jobs { job.runSynchronously(on: unowned) }
        jobs.removeAll(keepingCapacity: true)
      } else if state.withLock({ $0.isClosed }) {
        return
      } else {
        arrival.wait()
      }
    }
  }

  /// Swaps the waiting jobs for the empty array, or says that the thread goes to sleep.
  private func take(_ jobs: inout [UnownedJob]) -> SerialThread? {
    state.withLock { state in
      defer { state.executor = nil }
      guard !state.jobs.isEmpty else {
        state.sleeps = !state.isClosed
        return nil
      }
      swap(&jobs, &state.jobs)
      return state.executor
    }
  }

  private func nameThread() {
    guard let comm = fopen("/proc/thread-self/comm", "w") else { return }
    fputs(name, comm)
    fclose(comm)
  }
}
