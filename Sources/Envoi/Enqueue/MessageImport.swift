internal import Foundation
public import Logging
internal import MessageFormat
public import Postgres

/// JSON Lines, one message a line with one or many recipients. It streams: memory does not grow with the input.
public struct MessageImport: Sendable {
  /// Rows and bytes of a chunk, which is one transaction.
  private static let chunkRows = 5000
  private static let chunkBytes = 4 << 20

  private struct Line: Sendable {
    let number: Int
    let entry: Enqueuer.Entry
  }

  private struct Chunk: ImportChunk {
    var lines: [Line] = []
    var refusals: [ImportProgress.Refusal] = []
    var rows = 0
    var bytes = 0
    var lastLine = 0

    var isFull: Bool { rows >= MessageImport.chunkRows || bytes >= MessageImport.chunkBytes }

    mutating func append(_ other: Chunk) {
      lines += other.lines
      refusals += other.refusals
      rows += other.rows
      bytes += other.bytes
      lastLine = other.lastLine
    }
  }

  var enqueuer: Enqueuer
  private let door: Door
  private let files: AttachedFiles

  /// - Parameter directory: what the paths of attachments are relative to; nil where they are refused.
  public init(_ database: Pool, door: Door, directory: String?, log: Logger) {
    enqueuer = Enqueuer(database: database, site: door.site, log: log)
    self.door = door
    files = directory.map { .folder($0) } ?? .parts([])
  }

  /// Puts everything in, a chunk at a time; a line that is wrong is refused, the others go in.
  ///
  /// - Parameters:
  ///   - first: the line to begin with, where an import was interrupted; counted from 1.
  ///   - refused: called for each line that is refused, in order.
  ///   - progress: called after each commit. What it says is in.
  public func run(
    _ reader: BlockReader, from first: Int = 1, refused: @escaping (ImportProgress.Refusal) -> Void,
    progress: @escaping (ImportProgress) -> Void
  ) async throws {
    let passed = try await reader.skip(lines: first - 1)
    guard passed == first - 1 else { throw ImportProgress.beyondEnd(first, lines: passed) }
    try await run(after: passed, refused: refused, progress: progress) { try await reader.next() }
  }

  /// The same for what comes from elsewhere.
  ///
  /// - Parameters:
  ///   - line: how many lines are in already.
  ///   - settled: called after each commit with what became of each line of it, in order; not of blank ones.
  ///   - next: whole lines; nil at the end.
  public func run(
    after line: Int = 0, refused: @escaping (ImportProgress.Refusal) -> Void = { _ in },
    settled: @escaping ([(line: Int, result: EnqueueResult)]) -> Void = { _ in },
    progress: @escaping (ImportProgress) -> Void = { _ in }, next: () async throws -> [UInt8]?
  ) async throws {
    var number = line
    var chunk = Chunk()
    var ahead = WriteAhead<Chunk, [Enqueuer.Result]>(after: number, refused: refused, progress: progress) { written, results, total in
      var refusals: [ImportProgress.Refusal] = []
      for (line, result) in zip(written.lines, results) {
        switch result {
        case .accepted(let message, let rows):
          total.messages += 1
          total.message = message
          total.rows += rows.count
        case .known(let message):
          total.known += 1
          total.knownMessage = message
        case .refused(let error), .taken(let error): refusals.append(.init(line: line.number, error: error))
        }
      }
      let all =
        zip(written.lines, results).map { ($0.number, $1) } + written.refusals.map { ($0.line, EnqueueResult.refused($0.error)) }
      settled(all.sorted { $0.0 < $1.0 })
      return refusals
    }

    func write() async throws {
      let entries = chunk.lines.map(\.entry)
      let place = try await enqueuer.reserve(messages: entries.count, rows: chunk.rows)
      try await ahead.append(chunk) { [enqueuer] previous in try await enqueuer.enqueue(entries, in: place, after: previous) }
      chunk = Chunk()
    }

    do {
      while let block = try await next() {
        for (part, rest) in await parse(block, from: number) {
          var (part, rest) = (part, rest)
          while true {
            number = part.lastLine
            chunk.append(part)
            if chunk.isFull { try await write() }
            if rest.isEmpty { break }
            (part, rest) = parse(rest, from: number)
          }
        }
      }
      try await write()
      try await ahead.finish()
    } catch {
      throw await ahead.finish(after: error)
    }
  }

  /// Parses the lines of a block, on all cores.
  ///
  /// - Parameter number: of the line before.
  /// - Returns: chunks, each with the lines behind it that it had no room for.
  private func parse(_ block: [UInt8], from number: Int) async -> [(Chunk, rest: ArraySlice<UInt8>)] {
    let parts = Self.split(block, into: ProcessInfo.processInfo.activeProcessorCount)
    return await withTaskGroup(of: (Int, Chunk, ArraySlice<UInt8>).self) { group in
      var number = number
      for (index, part) in parts.enumerated() {
        group.addTask { [number] in
          let (chunk, rest) = parse(block[part], from: number)
          return (index, chunk, rest)
        }
        if index < parts.count - 1 { number += block[part].reduce(0) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 } }
      }
      return await group.reduce(into: Array(repeating: (Chunk(), []), count: parts.count)) { $0[$1.0] = ($1.1, $1.2) }
    }
  }

  /// Ranges of whole lines, about equally long.
  private static func split(_ block: [UInt8], into count: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    while start < block.count {
      let aim = min(start + block.count / count, block.count - 1)
      let end = block[aim...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? block.count
      ranges.append(start..<end)
      start = end
    }
    return ranges
  }

  /// - Returns: what there is room for, and the rest: a line is short and its attachments are not.
  private func parse(_ block: ArraySlice<UInt8>, from number: Int) -> (Chunk, rest: ArraySlice<UInt8>) {
    var chunk = Chunk(lastLine: number)
    var start = block.startIndex
    while start < block.endIndex, !chunk.isFull {
      let end = block[start...].firstIndex(of: UInt8(ascii: "\n")) ?? block.endIndex
      chunk.lastLine += 1
      parse(block[start..<end], chunk.lastLine, into: &chunk)
      start = min(end + 1, block.endIndex)
    }
    return (chunk, block[start...])
  }

  private func parse(_ bytes: ArraySlice<UInt8>, _ number: Int, into chunk: inout Chunk) {
    guard bytes.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\t") }) else { return }
    do {
      guard !(bytes.count == 1 && bytes.first == 0) else {
        throw InvalidInput("line", "is longer than \(BlockReader.longestLine >> 20) MiB")
      }
      let fields = try JSONFields(Data(bytes))
      let submission = try Submission(fields, door: door, files: files, last: chunk.lines.last?.entry.submission)
      let addressees = try Submission.addressees(fields, door: door)
      for (index, addressee) in addressees.enumerated() {
        try submission.check(addressee, path: addressees.count > 1 ? "to[\(index)]" : "to")
      }
      chunk.lines.append(Line(number: number, entry: .init(submission: submission, addressees: addressees)))
      chunk.rows += addressees.count
      chunk.bytes += submission.attachments.reduce(bytes.count) { $0 + $1.content.count }
    } catch let error as InvalidInput {
      chunk.refusals.append(.init(line: number, error: error))
    } catch {
      chunk.refusals.append(.init(line: number, error: InvalidInput("line", "\(error)")))
    }
  }
}
