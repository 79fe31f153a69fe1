/// A value of which arrays can be sent and read. `Optional` is one too: `[String?]`. `UInt8` is one of its own kind: `[UInt8]` is bytea.
public protocol PostgresArrayElement: Sendable {
  static var arrayType: OID { get }
  static func encodeArray(_ elements: [Self], into bytes: inout [UInt8])
  static func decodeArray(_ cell: PostgresCell) throws(CellMismatch) -> [Self]
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
  public static var encodedType: OID { Element.arrayType }
  public func encode(into bytes: inout [UInt8]) { Element.encodeArray(self, into: &bytes) }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
  public static func decode(_ cell: PostgresCell) throws(CellMismatch) -> [Element] { try Element.decodeArray(cell) }
}

extension PostgresArrayElement where Self: PostgresScalar {
  public static func encodeArray(_ elements: [Self], into bytes: inout [UInt8]) {
    bytes.append(array: elements, of: elementType)
  }
  public static func decodeArray(_ cell: PostgresCell) throws(CellMismatch) -> [Self] { try cell.elements(of: Self.self) }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresScalar {
  public static var arrayType: OID { Wrapped.arrayType }
  public static func encodeArray(_ elements: [Self], into bytes: inout [UInt8]) {
    bytes.append(array: elements, of: Wrapped.elementType)
  }
  public static func decodeArray(_ cell: PostgresCell) throws(CellMismatch) -> [Self] { try cell.elements(of: Self.self) }
}

extension UInt8: PostgresArrayElement {
  public static var arrayType: OID { .bytea }
  public static func encodeArray(_ elements: [UInt8], into bytes: inout [UInt8]) { bytes += elements }
  public static func decodeArray(_ cell: PostgresCell) throws(CellMismatch) -> [UInt8] {
    let bytes = try cell.value([UInt8].self)
    guard cell.type == .bytea else { throw cell.mismatch([UInt8].self) }
    return Array(bytes)
  }
}

// The binary form (array_send in PostgreSQL's arrayfuncs.c), each number 4 bytes: dimensions, whether it has NULLs, element type;
// per dimension its length and first index; per element its length (-1 for NULL) and its bytes.
extension [UInt8] {
  fileprivate mutating func append<Value: PostgresEncodable>(array: [Value], of type: OID) {
    append(bigEndian: Int32(1))
    append(bigEndian: Int32(1))
    append(bigEndian: type.rawValue)
    append(bigEndian: Int32(array.count))
    append(bigEndian: Int32(1))
    for element in array {
      let start = count
      append(bigEndian: Int32(-1))
      guard !element.isNull else { continue }
      element.encode(into: &self)
      set(bigEndian: Int32(count - start - 4), at: start)
    }
  }
}

extension PostgresCell {
  fileprivate func elements<Element: PostgresDecodable>(of: Element.Type) throws(CellMismatch) -> [Element] {
    let bytes = try value([Element].self)
    // A type that the database added may also be a composite: that has an OID where an array has 0 or 1.
    guard type.isArray, bytes.count >= 12, bytes.integer(at: 4, as: UInt32.self) <= 1 else { throw mismatch([Element].self) }
    let dimensions = bytes.integer(as: Int32.self)
    guard dimensions > 0 else { return [] }
    guard dimensions == 1 else { throw CellMismatch("\([Element].self)", actual: "an array of \(dimensions) dimensions") }
    let elementType = OID(rawValue: bytes.integer(at: 8))
    let count = Int(bytes.integer(at: 12, as: Int32.self))
    var elements: [Element] = []
    elements.reserveCapacity(count)
    var offset = 20
    for _ in 0..<count {
      let length = Int(bytes.integer(at: offset, as: Int32.self))
      offset += 4
      let element = length < 0 ? nil : UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
      elements.append(try Element.decode(PostgresCell(type: elementType, bytes: element)))
      offset += max(length, 0)
    }
    return elements
  }
}
