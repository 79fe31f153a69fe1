internal import Envoi
internal import Synchronization

/// How many requests each key has left: as many a second as its rate, and as many at once.
final class KeyRates: Sendable {
  private struct Bucket {
    var left: Double
    var at: ContinuousClock.Instant
  }

  private let buckets = Mutex<[Int32: Bucket]>([:])

  /// Takes one.
  ///
  /// - Returns: seconds until there is one again; nil where there was one.
  func wait(of key: APIKey, now: ContinuousClock.Instant = .now) -> Int? {
    buckets.withLock { buckets in
      let rate = Double(key.rate)
      var bucket = buckets[key.id] ?? Bucket(left: rate, at: now)
      bucket.left = min(rate, bucket.left + bucket.at.duration(to: now) / .seconds(1) * rate)
      bucket.at = now
      defer { buckets[key.id] = bucket }
      guard bucket.left >= 1 else { return 1 }
      bucket.left -= 1
      return nil
    }
  }
}
