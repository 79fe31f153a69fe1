internal import CLibpq
internal import Glibc
internal import SerialThread

extension Session {
  /// The payload of the next notification, or nil once the deadline is over.
  func notification(until deadline: ContinuousClock.Instant?) throws -> String? {
    try begin()
    while PQstatus(connection) == CONNECTION_OK {
      // Those read before come first; a look at the socket that waits for nothing follows.
      if let notification = PQnotifies(connection) {
        defer { PQfreemem(notification) }
        return String(cString: notification.pointee.extra)
      }
      switch try wakeup.wait(for: PQsocket(connection), events: POLLIN, until: deadline) {
      case .timedOut: return nil
      case .woken:
        wakeup.drain()
        if Task.isCancelled { throw CancellationError() }
      case .ready:
        PQconsumeInput(connection)
      }
    }
    throw PostgresError(connection: connection)
  }
}
