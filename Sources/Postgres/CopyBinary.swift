/// Rows in COPY's binary format (PostgreSQL manual, COPY, "Binary Format"). Nothing is escaped here and parsed there, so that a value must have
/// the very type of its column: Int for bigint, Int16 for smallint; text also for enums; JSON by `append(json:)`.
///
///     var rows = CopyBinary()
///     for recipient in recipients { rows.append(recipient.address); rows.append(recipient.dueAt); rows.endRow() }
///     try await connection.copyIn("COPY envoi.queue (recipient, due_at) FROM STDIN (FORMAT binary)", rows.finish())
public struct CopyBinary: Sendable {
  // The signature, no flags, no header extension.
  private var bytes: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)
  private var rowStart = 19
  private var fields: Int16 = 0

  public init() { beginRow() }

  public var isEmpty: Bool { rowStart == 19 }

  /// The whole of the data; the rows are forgotten here.
  public mutating func finish() -> [UInt8] {
    bytes.set(bigEndian: Int16(-1), at: rowStart)
    let whole = bytes
    self = CopyBinary()
    return whole
  }

  public mutating func append<Value: PostgresEncodable>(_ value: Value) {
    field(isNull: value.isNull) { value.encode(into: &$0) }
  }

  /// jsonb: the version of its form, and the text.
  public mutating func append(json text: String?) {
    field(isNull: text == nil) { bytes in
      bytes.append(1)
      text?.encode(into: &bytes)
    }
  }

  public mutating func endRow() {
    bytes.set(bigEndian: fields, at: rowStart)
    rowStart = bytes.count
    beginRow()
  }

  private mutating func beginRow() {
    fields = 0
    bytes.append(bigEndian: fields)
  }

  /// A length, -1 for NULL, and the value.
  private mutating func field(isNull: Bool, _ encode: (inout [UInt8]) -> Void) {
    fields += 1
    let start = bytes.count
    bytes.append(bigEndian: Int32(-1))
    guard !isNull else { return }
    encode(&bytes)
    bytes.set(bigEndian: Int32(bytes.count - start - 4), at: start)
  }
}
