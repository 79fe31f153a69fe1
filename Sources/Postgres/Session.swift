internal import CLibpq
internal import Glibc
internal import SerialThread

/// One libpq connection, whose calls block the thread they are made on until the server answers. Every wait also ends with the task's
/// cancellation. libpq takes the NULL of a closed connection everywhere and reports an error, so nothing here asks whether it is open.
final class Session {
  /// How long a server has to answer a cancellation before the connection is given up.
  private static let patience: Duration = .seconds(5)

  var connection: OpaquePointer?
  let wakeup: Wakeup
  /// Names of the statements prepared here.
  var prepared: [PreparedKey: String] = [:]
  var preparedCount = 0

  // Of the statement that runs now.
  var isCopyingOut = false
  private var isInterruptible = true
  private var giveUpAt: ContinuousClock.Instant?
  private var cancelRequest: CancelRequest?

  init() throws { wakeup = try Wakeup() }

  deinit { PQfinish(connection) }

  func close() {
    PQfinish(connection)
    connection = nil
  }

  /// Outside a transaction, with nothing to read but perhaps the server's farewell.
  var isIdle: Bool {
    // Twice: the first may read a farewell (57P01), the second the end behind it.
    PQconsumeInput(connection) == 1 && PQconsumeInput(connection) == 1 && PQtransactionStatus(connection) == PQTRANS_IDLE
  }

  /// The socket where nothing runs and no transaction is open, else -1.
  var restingSocket: Int32 { PQtransactionStatus(connection) == PQTRANS_IDLE ? PQsocket(connection) : -1 }

  /// Whether a peer is there and has said nothing; false for -1.
  static func isSilent(_ socket: Int32) -> Bool {
    var byte: UInt8 = 0
    return recv(socket, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) < 0 && errno == EAGAIN
  }

  var isInTransaction: Bool { [PQTRANS_INTRANS, PQTRANS_INERROR].contains(PQtransactionStatus(connection)) }

  /// Begins a statement. One that is not interruptible (COMMIT, ROLLBACK) also runs in a cancelled task, but then has only so long.
  func begin(interruptible: Bool = true) throws {
    isInterruptible = interruptible
    giveUpAt = nil
    guard Task.isCancelled else { return }
    guard !interruptible else { throw CancellationError() }
    giveUpAt = .now + Self.patience
  }

  /// Sends text that may hold several statements, and returns the last one's result.
  @discardableResult
  func run(_ text: String, interruptible: Bool = true) throws -> Result {
    try begin(interruptible: interruptible)
    try sent(PQsendQuery(connection, text))
    return try collect()
  }

  /// Checks the return value of a `PQsend...`.
  func sent(_ code: Int32) throws {
    guard code == 1 else { throw PostgresError(connection: connection) }
  }

  /// Reads all results of a statement and returns the last, or throws the first error. With `copy` it stops at that status.
  func collect(until copy: ExecStatusType? = nil) throws -> Result {
    var last: Result?
    var failure: PostgresError?
    while let result = try next() {
      let status = result.status
      switch status {
      case copy: return result
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: last = consume result
      case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
        close()
        throw PostgresError("COPY needs copyIn or copyOut")
      default:
        if failure == nil { failure = PostgresError(result, isConnectionLoss: PQstatus(connection) != CONNECTION_OK) }
      }
    }
    finishCancellation()
    if let failure { throw Task.isCancelled && failure.sqlState == "57014" ? CancellationError() : failure }
    guard copy == nil, let last else { throw PostgresError(connection: connection) }
    return last
  }

  private func next() throws -> Result? {
    try flush()
    while PQisBusy(connection) != 0 { guard try read() else { break } }
    return PQgetResult(connection).map(Result.init)
  }

  /// Sends what libpq still holds.
  func flush() throws {
    while PQflush(connection) == 1 {
      // The server may stop reading until it has been read from.
      if try wait(for: POLLIN | POLLOUT) & POLLIN != 0, PQconsumeInput(connection) == 0 { return }
    }
  }

  /// Waits for the server's bytes and takes them in; false where the connection is lost, which the next result then reports.
  func read() throws -> Bool {
    try wait(for: POLLIN)
    return PQconsumeInput(connection) == 1
  }

  /// Waits for events of the socket, and sees to the task's cancellation.
  @discardableResult
  private func wait(for events: Int32) throws -> Int32 {
    switch try wakeup.wait(for: PQsocket(connection), events: events, until: giveUpAt) {
    case .ready(let events): return events
    case .woken:
      // A signal may be meant for a statement before this one or behind it: the task knows.
      wakeup.drain()
      if Task.isCancelled { cancel() }
      return 0
    case .timedOut:
      close()
      throw PostgresError(
        "PostgreSQL did not answer within \(Self.patience) of the cancellation; the statement may still take effect",
        isConnectionLoss: true)
    }
  }

  /// Has the server end the statement, and gives it a deadline.
  func cancel() {
    guard giveUpAt == nil else { return }
    giveUpAt = .now + Self.patience
    if isInterruptible { cancelRequest = try? CancelRequest.start(for: connection) }
  }

  /// A request that came late would hit the next statement, so it must be done before that.
  private func finishCancellation() {
    guard let cancelRequest else { return }
    self.cancelRequest = nil
    if (try? cancelRequest.done.wait(for: -1, events: 0, until: giveUpAt)) != .woken { close() }
  }
}
