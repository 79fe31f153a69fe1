/// A value that can be bound as a parameter: `"... WHERE id = \(id)"`.
public protocol PostgresEncodable: Sendable {
  /// The type it is sent as, in that type's binary form; `.inferred` sends text.
  static var encodedType: OID { get }
  var isNull: Bool { get }
  /// Appends the value. Not called where `isNull`.
  func encode(into bytes: inout [UInt8])
}

extension PostgresEncodable {
  public var isNull: Bool { false }
}

/// An enum of strings or integers is sent as its raw value.
extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
  public static var encodedType: OID { RawValue.encodedType }
  public func encode(into bytes: inout [UInt8]) { rawValue.encode(into: &bytes) }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
  public static var encodedType: OID { Wrapped.encodedType }
  public var isNull: Bool { self?.isNull ?? true }
  public func encode(into bytes: inout [UInt8]) { self?.encode(into: &bytes) }
}
