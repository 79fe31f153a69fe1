internal import Synchronization

/// What happens to the rows of a site from now on. It ends when nobody iterates over it any more, or the task is cancelled.
public struct LiveSubscription: AsyncSequence, Sendable {
  /// Events that a slow reader may have before it: beyond, the oldest are dropped.
  static let limit = 1000

  /// Whether something was dropped that the reader was not told of.
  fileprivate final class Flag: Sendable { let isSet = Atomic(false) }

  /// Where the events come in.
  struct Source: Sendable {
    fileprivate let events: AsyncStream<LiveEvent>.Continuation
    fileprivate let hasDropped: Flag

    func yield(_ event: LiveEvent) {
      if case .dropped = events.yield(event) { hasDropped.isSet.store(true, ordering: .releasing) }
    }
  }

  private let events: AsyncStream<LiveEvent>
  private let hasDropped: Flag

  /// Who keeps the source alone does not keep the subscription alive.
  ///
  /// - Parameter onEnd: called once.
  static func make(limit: Int = limit, onEnd: @escaping @Sendable () -> Void) -> (LiveSubscription, Source) {
    let (events, producer) = AsyncStream<LiveEvent>.makeStream(bufferingPolicy: .bufferingNewest(limit))
    producer.onTermination = { _ in onEnd() }
    let hasDropped = Flag()
    return (LiveSubscription(events: events, hasDropped: hasDropped), Source(events: producer, hasDropped: hasDropped))
  }

  public func makeAsyncIterator() -> Iterator { Iterator(events: events.makeAsyncIterator(), hasDropped: hasDropped) }

  public struct Iterator: AsyncIteratorProtocol {
    fileprivate var events: AsyncStream<LiveEvent>.AsyncIterator
    fileprivate let hasDropped: Flag

    /// What was dropped stood before all that is left.
    public mutating func next() async -> LiveEvent? {
      if hasDropped.isSet.exchange(false, ordering: .acquiring) { return .dropped }
      return await events.next()
    }
  }
}
