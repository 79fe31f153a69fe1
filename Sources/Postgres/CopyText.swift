/// Rows in COPY's text format (PostgreSQL manual, COPY, "Text Format"): values by tabs, rows by line feeds, `\N` for NULL.
///
///     var rows = CopyText()
///     for recipient in recipients { rows.append(recipient.address); rows.append(recipient.dueAt); rows.endRow() }
///     try await connection.copyIn("COPY envoi.queue (recipient, due_at) FROM STDIN", rows.bytes)
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
  public mutating func append(_ value: Int64?) { append(value.map { Int($0) }) }
  public mutating func append(_ value: Int32?) { append(value.map { Int($0) }) }
  public mutating func append(_ value: Int16?) { append(value.map { Int($0) }) }
  public mutating func append(_ value: Bool?) { append(value) { $0.append(UInt8(ascii: $1 ? "t" : "f")) } }
  public mutating func append(_ value: Timestamp?) { append(value) { $0.append($1, separator: UInt8(ascii: " ")) } }
  /// A NUL character has the server refuse the whole COPY: PostgreSQL's text cannot hold it.
  public mutating func append(_ value: String?) { append(value) { $0.append(escaped: $1) } }
  /// bytea
  public mutating func append(_ value: [UInt8]?) { append(value) { $0.append(hex: $1) } }
  /// text[]
  public mutating func append(_ value: [String]?) { append(value) { $0.append(array: $1) } }

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

  fileprivate mutating func append(hex value: [UInt8]) {
    reserveCapacity(count + 2 * value.count + 3)
    self += #"\\x"#.utf8
    for byte in value {
      append(hexDigit(byte >> 4))
      append(hexDigit(byte & 15))
    }
  }

  private func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }

  fileprivate mutating func append(array: [String]) {
    append(UInt8(ascii: "{"))
    for (index, element) in array.enumerated() {
      if index > 0 { append(UInt8(ascii: ",")) }
      append(UInt8(ascii: "\""))
      append(escaped: element, inArray: true)
      append(UInt8(ascii: "\""))
    }
    append(UInt8(ascii: "}"))
  }

  /// Runs of ordinary bytes are copied whole. In an array, quotes and backslashes are escaped once for the array and once more for COPY.
  fileprivate mutating func append(escaped text: String, inArray: Bool = false) {
    var text = text
    text.withUTF8 { utf8 in
      var start = 0
      for (index, byte) in utf8.enumerated() {
        let escape: StaticString
        switch byte {
        case UInt8(ascii: "\\"): escape = inArray ? #"\\\\"# : #"\\"#
        case UInt8(ascii: "\"") where inArray: escape = #"\\""#
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
