public import SerialThread

/// A connection to an SMTP relay, on its own thread: libcurl opens the session (TLS, login), the mails are spoken here.
public actor SMTPConnection: MailConnection {
  private let thread: SerialThread
  private let stop: Wakeup
  private let dialler: Dialler

  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// `transcript` is called with every step as it happens, on the connection's thread. Throws where the system has no thread or no
  /// descriptor left.
  public init(_ endpoint: SMTPEndpoint, transcript: (@Sendable (Step) -> Void)? = nil) throws(SystemCallError) {
    thread = try SerialThread(name: "smtp")
    stop = try Wakeup()
    dialler = Dialler(endpoint, stop: stop, transcript: transcript)
  }

  public func open() async throws(Trouble) -> SessionInfo {
    try await abortedByCancellation { (self) throws(Trouble) in try self.dialler.session().info }
  }

  public func deliver<Source: MailSource>(_ source: Source) async throws(Trouble) {
    try await abortedByCancellation { (self) throws(Trouble) in try Delivery(of: source, by: self.dialler).run() }
  }

  public func close() { dialler.hangUp() }

  public nonisolated func abort() { stop.signal() }

  /// The thread blocks where a task's cancellation does not reach. A closure is only this actor's, and so runs on its thread, when it
  /// has to do with the actor: the isolated parameter sees to that.
  private func abortedByCancellation<Value: Sendable>(
    _ work: (isolated SMTPConnection) throws(Trouble) -> Value
  ) async throws(Trouble) -> Value {
    let result = await withTaskCancellationHandler {
      Result { () throws(Trouble) in try work(self) }
    } onCancel: {
      abort()
    }
    return try result.get()
  }
}
