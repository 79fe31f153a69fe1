internal import SerialThread
internal import Synchronization

/// One connection to PostgreSQL. What it runs blocks a thread of its own and nothing else. Statements run one at a time, in the order they
/// came. Cancelling the task ends its statement on the server too, unless it was done already, and leaves the connection idle or closed.
///
///     for (id, name) in try await connection.rows("SELECT id, name FROM site WHERE enabled = \(true)", as: (Int, String).self) { ... }
public actor Connection {
  private let thread: SerialThread
  let session: Session
  private let wakeup: Wakeup
  let turnstile = Turnstile(places: 1)
  /// The session's socket while nothing runs and no transaction is open, else -1.
  private let restingSocket = Atomic<Int32>(-1)
  /// Who has the turn for longer than a statement.
  var lease: Lease?

  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  private init() throws {
    thread = try SerialThread(name: "postgres")
    session = try Session()
    wakeup = session.wakeup
  }

  /// Connects to the first host of the URI that takes us (`postgres://user@one,two/name?target_session_attrs=read-write`). Where the URI
  /// does not say otherwise it gives each host 10 s (`connect_timeout`), and gives up a peer that is silent for 15 to 30 s
  /// (`tcp_user_timeout`, `keepalives_...`); the server gives a silent client as long. `settings` are SET for the session. Errors never hold the URI's password.
  public static func connect(to url: String, applicationName: String, settings: [String: String] = [:]) async throws -> Connection {
    // Neither the resolver nor libpq's walk over hosts can be interrupted: a cancelled caller leaves, and what comes of it is dropped.
    let (connections, outcome) = AsyncThrowingStream<Connection, any Error>.makeStream()
    Task {
      do {
        let connection = try Connection()
        try await connection.open(url, applicationName, settings)
        outcome.yield(connection)
      } catch {
        outcome.finish(throwing: error)
      }
    }
    for try await connection in connections { return connection }
    throw CancellationError()
  }

  /// A server that is not told that its client is gone would keep the client's locks for hours, and one that waits for a lock would go on
  /// for it later.
  private static let serverSettings = [
    "client_connection_check_interval": "5000",
    "tcp_keepalives_idle": "15", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3", "tcp_user_timeout": "30000",
  ]

  private func open(_ url: String, _ applicationName: String, _ settings: [String: String]) throws {
    try session.connect(to: url, applicationName: applicationName)
    defer { noteRest() }
    let settings = Self.serverSettings.merging(settings) { $1 }
    let (names, values) = (Array(settings.keys), Array(settings.values))
    _ = try session.result(of: "SELECT set_config(name, value, false) FROM unnest(\(names), \(values)) AS setting (name, value)")
  }

  /// Ends the session. What is run after that fails with a loss of connection.
  public func close() {
    session.close()
    noteRest()
  }

  /// Open, outside a transaction and with no statement running.
  public var isIdle: Bool { session.isIdle }

  /// What `isIdle` says, without waking the connection's thread; false also where only that can tell. Only for who has the connection alone.
  nonisolated var isReady: Bool { Session.isSilent(restingSocket.load(ordering: .relaxed)) }

  /// Runs a statement and returns the number of rows it changed.
  @discardableResult
  public func execute(_ sql: SQL) async throws -> Int {
    try await turn { try $0.result(of: sql).affectedRows }
  }

  /// All rows, as tuples of the types asked for, one for each column.
  public func rows<First: PostgresDecodable, Second: PostgresDecodable, each Other: PostgresDecodable>(
    _ sql: SQL, as types: (First, Second, repeat each Other).Type
  ) async throws -> [(First, Second, repeat each Other)] {
    try await turn { try $0.result(of: sql).rows(as: types) }
  }

  /// All values of a single column. (A tuple of one is not its element to Swift's type checker.)
  public func rows<Column: PostgresDecodable>(_ sql: SQL, as type: Column.Type) async throws -> [Column] {
    try await turn { try $0.result(of: sql).rows(as: type) }
  }

  /// The first row, or nil where there is none.
  public func row<First: PostgresDecodable, Second: PostgresDecodable, each Other: PostgresDecodable>(
    _ sql: SQL, as types: (First, Second, repeat each Other).Type
  ) async throws -> (First, Second, repeat each Other)? {
    try await turn { try $0.result(of: sql).rows(as: types, limit: 1).first }
  }

  /// The first value of a single column, or nil where there is no row.
  public func row<Column: PostgresDecodable>(_ sql: SQL, as type: Column.Type) async throws -> Column? {
    try await turn { try $0.result(of: sql).rows(as: type, limit: 1).first }
  }

  /// Runs several statements in one go, as one transaction unless they say otherwise.
  public func run(script: String) async throws {
    try await turn { _ = try $0.run(script) }
  }

  /// Runs `COPY ... FROM STDIN` with the whole of its data (see `CopyText`), and returns the number of rows.
  @discardableResult
  public func copyIn(_ statement: SQL, _ bytes: [UInt8]) async throws -> Int {
    try await turn { session in
      try session.startCopy(statement, .in)
      return try session.copyIn(bytes)
    }
  }

  /// Has the session for one call: after those who came before, at once within the task that holds a lease.
  func turn<Answer: Sendable>(_ body: (Session) throws -> Answer) async throws -> Answer {
    let isHolder = isHeldByTask
    if !isHolder { try await turnstile.enter() }
    restingSocket.store(-1, ordering: .relaxed)
    defer {
      noteRest()
      if !isHolder { turnstile.leave() }
    }
    return try await withTaskCancellationHandler {
      try body(session)
    } onCancel: {
      wakeup.signal()
    }
  }

  func noteRest() { restingSocket.store(session.restingSocket, ordering: .relaxed) }
}
