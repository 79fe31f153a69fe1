internal import Envoi
internal import Hummingbird

/// The body of a request in blocks of whole lines.
struct LineBlocks {
  /// As long as pays for splitting a block over the cores.
  private static let size = 256 << 10

  private var buffers: RequestBody.AsyncIterator
  private let longest: Int
  private var bytes: [UInt8] = []
  /// Behind the last line end of `bytes`.
  private var end = 0

  /// - Parameter longest: bytes that a line may have.
  init(_ body: RequestBody, longest: Int) { (buffers, self.longest) = (body.makeAsyncIterator(), longest) }

  /// Nil at the end.
  mutating func next() async throws -> [UInt8]? {
    while end < Self.size, let buffer = try await buffers.next() {
      let view = buffer.readableBytesView
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
}
