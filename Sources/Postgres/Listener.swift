/// LISTEN, on a connection of its own: a sequence of the notifications' payloads.
///
/// It never ends by itself: it throws when the connection is lost (`PostgresError.isConnectionLoss`). What was notified between that and
/// the next listener is gone, so look at the tables once a new one is connected.
public struct Listener: AsyncSequence, Sendable {
  private let connection: Connection

  /// Once this returns, every notification committed from now on is heard.
  public static func connect(to url: String, applicationName: String, channels: [String]) async throws -> Listener {
    let connection = try await Connection.connect(to: url, applicationName: applicationName)
    try await connection.run(script: channels.map { SQL("LISTEN \(identifier: $0)").text }.joined(separator: "; "))
    return Listener(connection: connection)
  }

  /// The next payload, or nil once the deadline is over. Notifications of one transaction with the same payload come once.
  public func next(until deadline: ContinuousClock.Instant? = nil) async throws -> String? {
    try await connection.turn { try $0.notification(until: deadline) }
  }

  public func close() async { await connection.close() }

  public func makeAsyncIterator() -> Iterator { Iterator(listener: self) }

  public struct Iterator: AsyncIteratorProtocol {
    let listener: Listener
    public func next() async throws -> String? { try await listener.next() }
  }
}
