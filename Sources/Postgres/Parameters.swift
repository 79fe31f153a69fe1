internal import Glibc

/// The values of a statement in the form libpq takes them, all in one buffer.
struct Parameters: Sendable {
  /// 0 where the server finds the type; such a value is text.
  private(set) var types: [UInt32] = []
  /// Text is 0, binary 1.
  private var formats: [Int32] = []
  private var lengths: [Int32] = []
  /// Where each value begins; -1 is NULL.
  private var offsets: [Int] = []
  /// Each value ends with a 0, which text needs and which keeps an empty value apart from NULL.
  private var bytes: [UInt8] = []

  var isEmpty: Bool { types.isEmpty }

  mutating func append<Value: PostgresEncodable>(_ value: Value) {
    let start = bytes.count
    let isNull = value.isNull
    if !isNull {
      value.encode(into: &bytes)
      bytes.append(0)
    }
    types.append(Value.encodedType.rawValue)
    formats.append(Value.encodedType == .inferred ? 0 : 1)
    lengths.append(Int32(max(bytes.count - start - 1, 0)))
    offsets.append(isNull ? -1 : start)
  }

  mutating func append(_ others: Parameters) {
    types += others.types
    formats += others.formats
    lengths += others.lengths
    offsets += others.offsets.map { $0 < 0 ? -1 : $0 + bytes.count }
    bytes += others.bytes
  }

  /// The first text that has a NUL inside, counted from 1. C would cut it short there without a word.
  private var firstWithNul: Int? {
    types.indices.first { index in
      guard formats[index] == 0, offsets[index] >= 0 else { return false }
      return bytes.withUnsafeBufferPointer { memchr($0.baseAddress! + offsets[index], 0, Int(lengths[index])) != nil }
    }.map { $0 + 1 }
  }

  /// Gives libpq's arrays: values, lengths, formats.
  func withPointers<Answer>(
    _ body: ([UnsafePointer<CChar>?], [Int32], [Int32]) -> Answer
  ) throws(PostgresError) -> Answer {
    if let number = firstWithNul {
      throw PostgresError("parameter $\(number) has a NUL character (U+0000), which PostgreSQL's text cannot hold", sqlState: "22021")
    }
    return bytes.withUnsafeBytes { buffer in
      body(offsets.map { $0 < 0 ? nil : buffer.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }, lengths, formats)
    }
  }
}
