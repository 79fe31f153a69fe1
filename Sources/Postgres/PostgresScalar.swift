/// A value that is neither NULL nor an array.
public protocol PostgresScalar: PostgresEncodable, PostgresDecodable, PostgresArrayElement {
  /// The type of one element where it stands in an array.
  static var elementType: OID { get }
}

extension PostgresScalar {
  public static var elementType: OID { encodedType }
}

extension Bool: PostgresScalar {
  public static var encodedType: OID { .bool }
  public static var arrayType: OID { .boolArray }
  public func encode(into bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }
  public static func decode(_ cell: PostgresCell) throws(CellMismatch) -> Bool {
    let bytes = try cell.value(Self.self)
    guard cell.type == .bool else { throw cell.mismatch(Self.self) }
    return bytes[0] != 0
  }
}

extension Int16: PostgresScalar {
  public static var encodedType: OID { .int2 }
  public static var arrayType: OID { .int2Array }
}

extension Int32: PostgresScalar {
  public static var encodedType: OID { .int4 }
  public static var arrayType: OID { .int4Array }
}

extension Int: PostgresScalar {
  public static var encodedType: OID { .int8 }
  public static var arrayType: OID { .int8Array }
}

extension Int64: PostgresScalar {
  public static var encodedType: OID { .int8 }
  public static var arrayType: OID { .int8Array }
}

/// Columns that are narrower are widened; wider ones are refused, whatever value they hold.
extension PostgresScalar where Self: FixedWidthInteger {
  public func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: self) }
  public static func decode(_ cell: PostgresCell) throws(CellMismatch) -> Self {
    let bytes = try cell.value(Self.self)
    switch cell.type {
    case .int8 where bitWidth >= 64: return Self(truncatingIfNeeded: bytes.integer(as: Int64.self))
    case .int4 where bitWidth >= 32: return Self(truncatingIfNeeded: bytes.integer(as: Int32.self))
    case .int2: return Self(truncatingIfNeeded: bytes.integer(as: Int16.self))
    default: throw cell.mismatch(Self.self)
    }
  }
}

extension Double: PostgresScalar {
  public static var encodedType: OID { .float8 }
  public static var arrayType: OID { .float8Array }
  public func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: bitPattern) }
  public static func decode(_ cell: PostgresCell) throws(CellMismatch) -> Double {
    let bytes = try cell.value(Self.self)
    switch cell.type {
    case .float8: return Double(bitPattern: bytes.integer())
    case .float4: return Double(Float(bitPattern: bytes.integer()))
    default: throw cell.mismatch(Self.self)
    }
  }
}

/// Sent as text of no type, so that enums, jsonb and citext take it too. Read from any type whose binary form is text, and from jsonb.
extension String: PostgresScalar {
  public static var encodedType: OID { .inferred }
  public static var elementType: OID { .text }
  public static var arrayType: OID { .textArray }
  public func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }
  public static func decode(_ cell: PostgresCell) throws(CellMismatch) -> String {
    let bytes = try cell.value(Self.self)
    if cell.type.isTextual { return String(decoding: bytes, as: UTF8.self) }
    // jsonb is a version byte and the text.
    guard cell.type == .jsonb else { throw cell.mismatch(Self.self) }
    return String(decoding: UnsafeRawBufferPointer(rebasing: bytes.dropFirst()), as: UTF8.self)
  }
}

extension Timestamp: PostgresScalar {
  public static var encodedType: OID { .timestamptz }
  public static var arrayType: OID { .timestamptzArray }
  public func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: microseconds) }
  public static func decode(_ cell: PostgresCell) throws(CellMismatch) -> Timestamp {
    let bytes = try cell.value(Self.self)
    guard cell.type == .timestamptz else { throw cell.mismatch(Self.self) }
    return Timestamp(microseconds: bytes.integer())
  }
}
