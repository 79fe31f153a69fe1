/// The number PostgreSQL knows a type by (`pg_type.oid`).
public struct OID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The server finds the type from where the parameter stands. Such a parameter is sent as text.
  public static let inferred = OID(rawValue: 0)
  public static let bool = OID(rawValue: 16), boolArray = OID(rawValue: 1000)
  public static let bytea = OID(rawValue: 17)
  public static let int8 = OID(rawValue: 20), int8Array = OID(rawValue: 1016)
  public static let int2 = OID(rawValue: 21), int2Array = OID(rawValue: 1005)
  public static let int4 = OID(rawValue: 23), int4Array = OID(rawValue: 1007)
  public static let text = OID(rawValue: 25), textArray = OID(rawValue: 1009)
  public static let float4 = OID(rawValue: 700)
  public static let float8 = OID(rawValue: 701), float8Array = OID(rawValue: 1022)
  public static let timestamptz = OID(rawValue: 1184), timestamptzArray = OID(rawValue: 1185)
  public static let jsonb = OID(rawValue: 3802)

  /// Types whose binary form is their text: name, char, json, xml, unknown, bpchar, varchar, and what a database adds itself
  /// (enums, citext; numbered from 16384).
  var isTextual: Bool {
    switch rawValue {
    case 25, 18, 19, 114, 142, 705, 1042, 1043, 16384...: true
    default: false
    }
  }

  /// The arrays among PostgreSQL's own types that can be met; what a database adds itself may be one.
  var isArray: Bool {
    switch rawValue {
    case 199, 1000...1022, 1028, 1115, 1182, 1185, 1231, 2951, 3807, 16384...: true
    default: false
    }
  }

  /// The type's name in SQL, for errors.
  public var description: String { Self.names[rawValue] ?? "type \(rawValue)" }

  private static let names: [UInt32: String] = [
    0: "inferred", 16: "boolean", 17: "bytea", 18: "\"char\"", 19: "name", 20: "bigint", 21: "smallint", 23: "integer", 25: "text",
    26: "oid", 114: "json", 142: "xml", 700: "real", 701: "double precision", 705: "unknown", 869: "inet", 1000: "boolean[]",
    1005: "smallint[]", 1007: "integer[]", 1009: "text[]", 1016: "bigint[]", 1022: "double precision[]", 1042: "character",
    1043: "character varying", 1082: "date", 1083: "time", 1114: "timestamp without time zone", 1184: "timestamp with time zone",
    1185: "timestamp with time zone[]", 1186: "interval", 1700: "numeric", 2249: "record", 2278: "void", 2950: "uuid", 2951: "uuid[]",
    3802: "jsonb",
  ]
}
