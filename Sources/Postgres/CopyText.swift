/// Rows in COPY's text format (PostgreSQL manual, COPY, "Text Format"): values by tabs, rows by line feeds, `\N` for NULL.
///
/// Lines that may also be kept in a file; what goes into a table at once goes quicker by ``CopyBinary``.
public struct CopyText: Sendable {
  public private(set) var bytes: [UInt8] = []
  private var isRowEmpty = true

  public init() {}

  public mutating func endRow() {
    bytes.append(UInt8(ascii: "\n"))
    isRowEmpty = true
  }

  /// Forgets the rows and keeps their memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    isRowEmpty = true
  }

  public mutating func append(_ value: Int?) { append(value) { $0.append(decimal: $1) } }
  /// A NUL character has the server refuse the whole COPY: PostgreSQL's text cannot hold it.
  public mutating func append(_ value: String?) { append(value) { $0.append(escaped: $1) } }

  private mutating func append<Value>(_ value: Value?, _ write: (inout [UInt8], Value) -> Void) {
    if !isRowEmpty { bytes.append(UInt8(ascii: "\t")) }
    isRowEmpty = false
    if let value { write(&bytes, value) } else { bytes += #"\N"#.utf8 }
  }
}

extension [UInt8] {
  fileprivate mutating func append(decimal value: Int) {
    if value < 0 { append(UInt8(ascii: "-")) }
    append(decimal: value.magnitude, digits: 1)
  }

  /// Runs of ordinary bytes are copied whole.
  fileprivate mutating func append(escaped text: String) {
    var text = text
    text.withUTF8 { utf8 in
      var start = 0
      for (index, byte) in utf8.enumerated() {
        let escape: StaticString
        switch byte {
        case UInt8(ascii: "\\"): escape = #"\\"#
        case UInt8(ascii: "\t"): escape = #"\t"#
        case UInt8(ascii: "\n"): escape = #"\n"#
        case UInt8(ascii: "\r"): escape = #"\r"#
        default: continue
        }
        append(contentsOf: utf8[start..<index])
        append(contentsOf: UnsafeBufferPointer(start: escape.utf8Start, count: escape.utf8CodeUnitCount))
        start = index + 1
      }
      append(contentsOf: utf8[start...])
    }
  }
}
