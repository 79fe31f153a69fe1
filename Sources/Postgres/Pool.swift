internal import Synchronization

/// Up to `size` connections, opened when they are needed. Who finds all in use waits in the order of coming, or until cancelled.
/// A connection that is lost, or comes back inside a transaction, is dropped and replaced by a fresh one when the next is asked for.
///
/// A body that asks for a second connection of the same pool may wait for itself.
public final class Pool: Sendable {
  private struct State {
    var idle: [Connection] = []
    var isClosed = false
  }

  private let url: String
  private let applicationName: String
  private let settings: [String: String]
  private let turnstile: Turnstile
  private let state = Mutex(State())

  public init(url: String, applicationName: String, size: Int, settings: [String: String] = [:]) {
    self.url = url
    self.applicationName = applicationName
    self.settings = settings
    turnstile = Turnstile(places: size)
  }

  /// Lends a connection to the body.
  public nonisolated(nonsending) func withConnection<Answer>(_ body: (Connection) async throws -> Answer) async throws -> Answer {
    try await turnstile.enter()
    defer { turnstile.leave() }
    let connection = try await take()
    do {
      let answer = try await body(connection)
      await giveBack(connection)
      return answer
    } catch {
      await giveBack(connection)
      throw error
    }
  }

  /// Lends a connection with a transaction on it: see `Connection.transaction`.
  public nonisolated(nonsending) func withTransaction<Answer>(_ body: (Connection) async throws -> Answer) async throws -> Answer {
    try await withConnection { try await $0.transaction(body) }
  }

  /// A connection of one's own, outside of the pool: for what belongs to a session, such as advisory locks.
  public func connect() async throws -> Connection {
    try await Connection.connect(to: url, applicationName: applicationName, settings: settings)
  }

  /// Listens on channels, on a connection of its own.
  public func listen(_ channels: String...) async throws -> Listener {
    try await Listener.connect(to: url, applicationName: applicationName, channels: channels)
  }

  /// Closes the idle connections at once and those in use when they come back. Whoever asks after that gets an error.
  public func close() async {
    let idle = state.withLock { state in
      state.isClosed = true
      defer { state.idle = [] }
      return state.idle
    }
    for connection in idle { await connection.close() }
  }

  /// The idle connection that was used last, if its server is still there; else a new one.
  private func take() async throws -> Connection {
    while let connection = state.withLock({ $0.idle.popLast() }) {
      if connection.isReady { return connection }
      if await connection.isIdle { return connection }
    }
    guard !state.withLock({ $0.isClosed }) else { throw PostgresError("the pool is closed", isConnectionLoss: true) }
    return try await Connection.connect(to: url, applicationName: applicationName, settings: settings)
  }

  private func giveBack(_ connection: Connection) async {
    var isIdle = connection.isReady
    if !isIdle { isIdle = await connection.isIdle }
    let isKept = state.withLock { state in
      guard isIdle, !state.isClosed else { return false }
      state.idle.append(connection)
      return true
    }
    if !isKept { await connection.close() }
  }
}
