internal import Synchronization

/// What is claimed and not yet taken by a connection. Connections take on their own threads, without a hop.
final class Feed: Sendable {
  private struct Consumer {
    let slot: Slot
    let since: ContinuousClock.Instant
    let resume: CheckedContinuation<Bool, Never>
  }
  private struct State {
    var parcels: [Parcel] = []
    var head = 0
    var lowWater = 0
    var isFinished = false
    /// Connections that found nothing, those that have waited longest first.
    var consumers: [Consumer] = []
    var count: Int { parcels.count - head }
  }
  private let state = Mutex(State())
  private let ranLow: @Sendable () -> Void

  /// - Parameter ranLow: called when no more than the low water is left, and when nothing is, on the thread that took the last one.
  init(ranLow: @escaping @Sendable () -> Void) { self.ranLow = ranLow }

  var isLow: Bool { state.withLock { $0.count <= $0.lowWater } }
  var count: Int { state.withLock { $0.count } }

  /// The next one; one at a time, so that none waits behind a slow reply that another connection would not have got. Never blocks.
  func take() -> Parcel? {
    let (parcel, isLow) = state.withLock { state -> (Parcel?, Bool) in
      guard state.count > 0 else { return (nil, false) }
      let parcel = state.parcels[state.head]
      state.head += 1
      if state.count == 0 {
        state.parcels.removeAll(keepingCapacity: true)
        state.head = 0
      }
      return (parcel, state.count == state.lowWater || state.count == 0)
    }
    if isLow { ranLow() }
    return parcel
  }

  /// - Returns: those that came too late, because the feed is finished.
  func put(_ parcels: [Parcel], lowWater: Int) -> [Parcel] {
    let consumers = state.withLock { state -> [Consumer]? in
      guard !state.isFinished else { return nil }
      state.parcels.removeFirst(state.head)
      state.head = 0
      state.parcels += parcels
      state.lowWater = lowWater
      let awake = state.consumers.suffix(parcels.count)
      state.consumers.removeLast(awake.count)
      return Array(awake)
    }
    guard let consumers else { return parcels }
    for consumer in consumers { consumer.resume.resume(returning: true) }
    return []
  }

  /// Nothing more is put in; what is there can still be taken.
  func finish() {
    let consumers = state.withLock { state in
      defer { state.consumers = [] }
      state.isFinished = true
      return state.consumers
    }
    for consumer in consumers { consumer.resume.resume(returning: false) }
  }

  /// Nothing more is put in or taken.
  ///
  /// - Returns: what nobody took.
  func close() -> [Parcel] {
    finish()
    return empty()
  }

  /// Takes all out.
  func empty() -> [Parcel] {
    state.withLock { state in
      defer {
        state.parcels = []
        state.head = 0
      }
      return Array(state.parcels[state.head...])
    }
  }

  /// For a connection that found nothing.
  ///
  /// - Returns: false when it need not come back: the feed is finished, its slot is lost, or it was dismissed.
  func waitForParcels(_ slot: Slot) async -> Bool {
    await withCheckedContinuation { continuation in
      let answer: Bool? = state.withLock { state in
        if slot.isLost { return false }
        if state.count > 0 { return true }
        if state.isFinished { return false }
        state.consumers.append(Consumer(slot: slot, since: .now, resume: continuation))
        return nil
      }
      if let answer { continuation.resume(returning: answer) }
    }
  }

  /// Sends connections away that have had nothing to do for this long, or whose slot is lost.
  func dismissIdle(after limit: Duration) {
    let now = ContinuousClock.now
    let idle = state.withLock { state in
      let idle = state.consumers.filter { $0.slot.isLost || $0.since.duration(to: now) >= limit }
      state.consumers.removeAll { $0.slot.isLost || $0.since.duration(to: now) >= limit }
      return idle
    }
    for consumer in idle { consumer.resume.resume(returning: false) }
  }
}
