internal import CLibpq
internal import Glibc

extension Session {
  /// Blocks until a host of the URL has let us in or all have failed; libpq keeps `connect_timeout` for each of them.
  func connect(to url: String, applicationName: String) throws {
    // The last one given wins: the URL overrides what stands before it, and is overridden by what stands behind.
    let options = [
      ("connect_timeout", "10"), ("tcp_user_timeout", "15000"),
      ("keepalives_idle", "15"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
      ("fallback_application_name", applicationName), ("dbname", url), ("client_encoding", "UTF8"),
    ]
    connection = withCStrings(options.map(\.0)) { names in
      withCStrings(options.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
    }
    guard PQstatus(connection) == CONNECTION_OK else {
      throw PostgresError("cannot connect to PostgreSQL: \(redact(trimmed(PQerrorMessage(connection)), url: url))", isConnectionLoss: true)
    }
    PQsetnonblocking(connection, 1)
    PQsetNoticeReceiver(connection, ignoreNotice, nil)
  }
}

/// libpq would print notices to standard error.
private func ignoreNotice(_: UnsafeMutableRawPointer?, _: OpaquePointer?) {}

/// Gives C an array of strings with a nil behind.
private func withCStrings<Answer>(_ strings: [String], _ body: ([UnsafePointer<CChar>?]) -> Answer) -> Answer {
  let copies = strings.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  return body(copies.map { UnsafePointer($0) } + [nil])
}
