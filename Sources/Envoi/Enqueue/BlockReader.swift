internal import Foundation
internal import SerialThread

/// Reads a file, a pipe or a terminal in blocks of whole lines, on a thread of its own: reading may block for as long as it likes.
public actor BlockReader {
  /// A line may have so many bytes: an attachment of 25 MB in base64, and something around it.
  static let longestLine = 64 << 20
  private static let blockSize = 1 << 20

  private let descriptor: Int32
  private let thread: SerialThread
  private let wakeup: Wakeup
  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
  private var rest: [UInt8] = []
  /// What `skip` has read and not passed over.
  private var unread: [UInt8]?
  private var isSkipping = false
  private var isAtEnd = false

  /// - Parameter path: `-` for standard input.
  public init(_ path: String) throws {
    if path == "-" {
      descriptor = dup(0)
    } else {
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw InvalidInput("file", "cannot be read: \(String(cString: strerror(errno)))", path) }
    }
    thread = try SerialThread(name: "envoi-read")
    wakeup = try Wakeup()
  }

  deinit { close(descriptor) }

  /// Empty at the end. What cannot be read is an error, not an end: half a file must not look like a whole one.
  private func readBlock() throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: Self.blockSize) { buffer, initialized in
      var count = read(descriptor, buffer.baseAddress, buffer.count)
      while count < 0, errno == EINTR { count = read(descriptor, buffer.baseAddress, buffer.count) }
      guard count >= 0 else { throw InvalidInput("file", "cannot be read: \(String(cString: strerror(errno)))") }
      initialized = count
    }
  }

  /// The next lines, each with its line end but perhaps the last one; nil at the end.
  ///
  /// A line that is longer than `longestLine` comes as a line of one NUL, so that lines can still be counted.
  ///
  /// - Throws: `CancellationError` when the task is cancelled, also while it waits for input.
  func next() async throws -> [UInt8]? {
    try await withTaskCancellationHandler {
      try nextBlock()
    } onCancel: {
      wakeup.signal()
    }
  }

  /// Passes over that many lines.
  ///
  /// - Returns: over how many: fewer where there are no more.
  func skip(lines: Int) async throws -> Int {
    var passed = 0
    while passed < lines, let block = try await next() {
      var start = 0
      while passed < lines, start < block.count {
        passed += 1
        start = block[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? block.count
      }
      if start < block.count { unread = Array(block[start...]) }
    }
    return passed
  }

  private func nextBlock() throws -> [UInt8]? {
    if let unread {
      self.unread = nil
      return unread
    }
    while !isAtEnd {
      guard try wakeup.wait(for: descriptor, events: Int32(POLLIN)) != .woken else { throw CancellationError() }
      let end = rest.count
      let read = try readBlock()
      if read.isEmpty { isAtEnd = true } else { rest += read }
      guard let newline = rest[end...].lastIndex(of: UInt8(ascii: "\n")) else {
        if rest.count > Self.longestLine {
          isSkipping = true
          rest.removeAll()
        }
        continue
      }
      var block = Array(rest[...newline])
      rest = Array(rest[(newline + 1)...])
      if isSkipping, let first = block.firstIndex(of: UInt8(ascii: "\n")) {
        isSkipping = false
        block.replaceSubrange(..<first, with: [0])
      }
      return block
    }
    defer { rest = [] }
    if isSkipping {
      isSkipping = false
      return [0]
    }
    return rest.isEmpty ? nil : rest
  }
}
