internal import Envoi
internal import Hummingbird

/// The body of a request in blocks of whole lines.
struct LineBlocks {
  /// As long as pays for splitting a block over the cores.
  private static let size = 256 << 10

  private var buffers: RequestBody.AsyncIterator
  private let longest: Int
  private let budget: BodyBudget
  private var claim = 0
  private var bytes: [UInt8] = []
  /// Behind the last line end of `bytes`.
  private var end = 0

  /// - Parameter longest: bytes that a line may have.
  init(_ body: RequestBody, longest: Int, within budget: BodyBudget) {
    (buffers, self.longest, self.budget) = (body.makeAsyncIterator(), min(longest, BodyBudget.limit), budget)
  }

  /// To be called at the end, also where it did not come to that.
  mutating func close() { giveBack(but: 0) }

  /// Nil at the end. The block before is no longer needed then.
  ///
  /// - Throws: ``InvalidInput`` where a line is too long, ``Overloaded``.
  mutating func next() async throws -> [UInt8]? {
    giveBack(but: bytes.count)
    while end < Self.size, let buffer = try await buffers.next() {
      let view = buffer.readableBytesView
      try budget.take(view.count)
      claim += view.count
      if let last = view.lastIndex(of: UInt8(ascii: "\n")) { end = bytes.count + (last - view.startIndex) + 1 }
      bytes += view
      guard bytes.count - end <= longest else { throw InvalidInput("line", "is longer than \(longest) bytes") }
    }
    if end < Self.size { end = bytes.count }
    defer {
      bytes.removeSubrange(..<end)
      end = 0
    }
    return bytes.isEmpty ? nil : Array(bytes[..<end])
  }

  private mutating func giveBack(but rest: Int) {
    budget.giveBack(claim - rest)
    claim = rest
  }
}
