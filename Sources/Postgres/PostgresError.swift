internal import CLibpq

/// What the server or libpq refused, in their words.
public struct PostgresError: Error, CustomStringConvertible {
  /// Five characters (PostgreSQL manual, appendix A); nil where libpq itself failed.
  public let sqlState: String?
  public let message: String
  public private(set) var detail: String?
  public private(set) var hint: String?
  /// Where in functions and COPY lines it happened.
  public private(set) var context: String?
  public private(set) var table: String?
  public private(set) var column: String?
  public private(set) var constraint: String?
  /// The connection is gone. Whether the statement took effect is unknown; a new connection may do.
  public let isConnectionLoss: Bool

  init(_ message: String, sqlState: String? = nil, isConnectionLoss: Bool = false) {
    self.message = message
    self.sqlState = sqlState
    self.isConnectionLoss =
      isConnectionLoss || sqlState?.hasPrefix("08") == true || ["57P01", "57P02", "57P03"].contains(sqlState)
  }

  /// A deadlock or a failed serialization: the same transaction may succeed when it is run again.
  public var isRetryable: Bool { sqlState == "40001" || sqlState == "40P01" }

  /// No room on a disk, in memory or for a connection (class 53), or a server that takes no writes: somebody has to see to it.
  public var isServerUnable: Bool { sqlState?.hasPrefix("53") == true || sqlState == "25006" }

  public var description: String {
    var text = sqlState.map { "\(message) (SQLSTATE \($0))" } ?? message
    for (name, value) in [("detail", detail), ("hint", hint), ("context", context)] {
      if let value { text += "; \(name): \(value)" }
    }
    return text
  }
}

extension PostgresError {
  init(_ result: borrowing Result, isConnectionLoss: Bool) {
    func field(_ code: some BinaryInteger) -> String? {
      PQresultErrorField(result.pointer, Int32(code)).map { String(cString: $0) }
    }
    // libpq's own errors have no fields.
    self.init(
      field(DIAG_MESSAGE_PRIMARY) ?? trimmed(PQresultErrorMessage(result.pointer)), sqlState: field(DIAG_SQLSTATE),
      isConnectionLoss: isConnectionLoss)
    detail = field(DIAG_MESSAGE_DETAIL)
    hint = field(DIAG_MESSAGE_HINT)
    context = field(DIAG_CONTEXT)
    table = field(DIAG_TABLE_NAME)
    column = field(DIAG_COLUMN_NAME)
    constraint = field(DIAG_CONSTRAINT_NAME)
  }

  /// What libpq says of its connection.
  init(connection: OpaquePointer?) {
    self.init(
      connection == nil ? "the connection is closed" : trimmed(PQerrorMessage(connection)),
      isConnectionLoss: PQstatus(connection) != CONNECTION_OK)
  }
}

/// libpq ends its messages with a line feed and breaks them with tabs.
func trimmed(_ message: UnsafePointer<CChar>?) -> String {
  guard let message else { return "out of memory" }
  return String(cString: message).split(whereSeparator: \.isWhitespace).joined(separator: " ")
}
