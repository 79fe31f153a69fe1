/// One value of a result in its type's binary form, valid while it is decoded.
public struct PostgresCell {
  public let type: OID
  /// nil is NULL.
  public let bytes: UnsafeRawBufferPointer?

  /// The bytes of a value that must not be NULL; `expected` names what the program wants, for the error.
  func value(_ expected: Any.Type) throws(CellMismatch) -> UnsafeRawBufferPointer {
    guard let bytes else { throw CellMismatch("\(expected)", actual: "NULL") }
    return bytes
  }

  func mismatch(_ expected: Any.Type) -> CellMismatch { CellMismatch("\(expected)", actual: type.description) }
}

/// What the program expected of a value, and what came.
public struct CellMismatch: Error {
  public let expected: String
  public let actual: String

  public init(_ expected: String, actual: String) {
    self.expected = expected
    self.actual = actual
  }
}
