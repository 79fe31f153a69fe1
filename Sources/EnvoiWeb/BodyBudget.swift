internal import Envoi
internal import HTTPTypes
internal import Hummingbird
internal import Synchronization

/// Bounds what the bodies of all requests take in memory at once.
final class BodyBudget: Sendable {
  static let limit = 256 << 20
  private let used = Mutex(0)

  /// Lends the whole body of a request.
  ///
  /// - Throws: ``Problem`` 413 where it is longer than `limit` bytes, ``Overloaded`` where too many are long at once.
  func withBody<Answer>(
    of request: Request, upTo limit: Int, _ use: (ByteBuffer) async throws -> Answer
  ) async throws -> Answer {
    let length = request.headers[.contentLength].flatMap { Int($0) }
    guard length ?? 0 <= limit else { throw Problem(.contentTooLarge, "at most \(limit) bytes") }
    let claim = length ?? limit
    guard claim <= Self.limit else { throw Problem(.contentTooLarge, "at most \(Self.limit) bytes, and with a Content-Length") }
    try take(claim)
    defer { giveBack(claim) }
    return try await use(try await request.body.collect(upTo: limit))
  }

  /// - Throws: ``Overloaded`` where there are not as many bytes left.
  func take(_ bytes: Int) throws {
    let isFree = used.withLock { used in
      guard used + bytes <= Self.limit else { return false }
      used += bytes
      return true
    }
    guard isFree else { throw Overloaded() }
  }

  func giveBack(_ bytes: Int) { used.withLock { $0 -= bytes } }
}
