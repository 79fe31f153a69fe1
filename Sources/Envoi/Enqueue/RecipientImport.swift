internal import Foundation
public import Logging
internal import MessageFormat
public import Postgres

/// One message, and a CSV file of its recipients: `address`, optionally `name`, and a variable for every other column.
public struct RecipientImport: Sendable {
  private static let chunkRows = 20_000

  private struct Chunk: ImportChunk {
    var addressees: [Addressee] = []
    var refusals: [ImportProgress.Refusal] = []
    var lastLine = 0
  }

  private let enqueuer: Enqueuer
  private let door: Door
  private let submission: Submission

  /// - Throws: when the message has an idempotency key.
  public init(_ database: Pool, door: Door, submission: Submission, log: Logger) throws(InvalidInput) {
    guard submission.key == nil else {
      throw InvalidInput(
        "key",
        "does not go with a file of recipients: it could not tell which of them are in; leave it out, and go on with --from-line where an import was interrupted",
        submission.key)
    }
    enqueuer = Enqueuer(database: database, site: door.site, log: log)
    self.door = door
    self.submission = submission
  }

  /// See ``MessageImport/run(_:from:refused:progress:)``. The line of column names is read wherever it begins.
  public func run(
    _ reader: BlockReader, from first: Int = 1, refused: @escaping (ImportProgress.Refusal) -> Void,
    progress: @escaping (ImportProgress) -> Void
  ) async throws {
    var columns: RecipientColumns?
    var number = 0
    var rest: [UInt8] = []
    var message: Int?
    var chunk = Chunk()
    var ahead = WriteAhead<Chunk, Int?>(after: first - 1, refused: refused, progress: progress) { written, message, total in
      if let message { (total.messages, total.message) = (1, message) }
      total.rows += written.addressees.count
      return []
    }

    func write() async throws {
      let addressees = chunk.addressees
      let isNew = message == nil && !addressees.isEmpty
      let place = try await enqueuer.reserve(messages: isNew ? 1 : 0, rows: addressees.count)
      if isNew { message = place.messages.first }
      try await ahead.append(chunk) { [enqueuer, submission, message] previous in
        guard let message, !addressees.isEmpty else {
          try await previous()
          return message
        }
        try await enqueuer.extend(message, isNew: isNew, submission, addressees, in: place, after: previous)
        return message
      }
      chunk = Chunk()
    }

    do {
      while let block = try await reader.next() {
        rest += block
        let used = try rest.withUnsafeBufferPointer { bytes in
          try parse(bytes, from: first, &columns, &number, into: &chunk)
        }
        rest.removeFirst(used)
        if rest.count >= BlockReader.longestLine { break }
        if chunk.addressees.count + chunk.refusals.count >= Self.chunkRows { try await write() }
      }
      guard columns != nil || !rest.isEmpty else {
        throw InvalidInput("recipients", "is empty: it must begin with a line of column names, one of them address")
      }
      guard number >= first - 1 || !rest.isEmpty else { throw ImportProgress.beyondEnd(first, lines: number) }
      try await write()
      try await ahead.finish()
      guard rest.isEmpty else {
        throw InvalidInput("line \(number + 1)", "has a quote that does not end: what comes from there on is not in")
      }
    } catch {
      throw await ahead.finish(after: error)
    }
  }

  /// - Returns: how many bytes were used: all whole records.
  private func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, from first: Int, _ columns: inout RecipientColumns?, _ number: inout Int, into chunk: inout Chunk
  ) throws(InvalidInput) -> Int {
    var position = 0
    var fields: [String] = []
    var defect: String?
    while position < bytes.count {
      let separator = columns?.separator ?? RecipientColumns.separator(of: bytes)
      guard let next = CSVRecord.split(bytes, from: position, separator: separator, into: &fields, defect: &defect) else { return position }
      let lines = bytes[position..<next].reduce(0) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
      let line = number + 1
      number += max(lines, 1)
      position = next
      chunk.lastLine = number
      guard let known = columns else {
        columns = try RecipientColumns(fields, separator: separator, requiredBy: submission)
        continue
      }
      if line < first || fields == [""] { continue }
      do throws(InvalidInput) {
        if let defect { throw InvalidInput("columns", defect) }
        chunk.addressees.append(try known.addressee(fields, of: submission, door: door))
      } catch {
        chunk.refusals.append(.init(line: line, error: error))
      }
    }
    return position
  }
}
