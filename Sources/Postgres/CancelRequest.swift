internal import CLibpq
internal import SerialThread

/// Asks the server to end what a connection runs. It has a thread of its own because `PQcancel` opens a second connection and blocks,
/// for ever where the server is frozen.
actor CancelRequest {
  /// Signalled once the server has got it, or it has failed.
  nonisolated let done: Wakeup
  private let thread: SerialThread
  private let handle: UInt
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  private init(_ handle: UInt) throws {
    done = try Wakeup()
    thread = try SerialThread(name: "postgres-cancel")
    self.handle = handle
  }

  /// Begins the request.
  static func start(for connection: OpaquePointer?) throws -> CancelRequest {
    let request = try CancelRequest(UInt(bitPattern: PQgetCancel(connection)))
    Task.detached { await request.send() }
    return request
  }

  private func send() {
    let cancel = OpaquePointer(bitPattern: handle)
    var message = [CChar](repeating: 0, count: 256)
    // Its failure shows in the statement's going on, which has a deadline.
    PQcancel(cancel, &message, Int32(message.count))
    PQfreeCancel(cancel)
    done.signal()
  }
}
