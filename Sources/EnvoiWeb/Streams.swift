internal import HTTPTypes
internal import Synchronization

/// How many streams each key or user has.
final class Streams: Sendable {
  private let counts = Mutex<[Int32: Int]>([:])
  /// Of one at a time.
  private let most = 20

  /// - Throws: ``Problem`` where they have too many already.
  func begin(_ owner: Int32) throws(Problem) -> Place {
    let isFree = counts.withLock { counts in
      guard counts[owner, default: 0] < most else { return false }
      counts[owner, default: 0] += 1
      return true
    }
    guard isFree else { throw Problem(.tooManyRequests, "there are \(most) streams already", retryAfter: 60) }
    return Place(streams: self, owner: owner)
  }

  private func end(_ owner: Int32) {
    counts.withLock { counts in
      let left = counts[owner, default: 1] - 1
      counts[owner] = left > 0 ? left : nil
    }
  }

  /// Free again once the answer it belongs to is gone.
  final class Place: Sendable {
    private let streams: Streams
    private let owner: Int32

    fileprivate init(streams: Streams, owner: Int32) { (self.streams, self.owner) = (streams, owner) }

    deinit { streams.end(owner) }
  }
}
