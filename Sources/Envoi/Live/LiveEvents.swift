public import Logging
public import Postgres

/// Tells who watches a site what becomes of its rows, as it happens. It has one connection that listens, and only while somebody watches;
/// the database says nothing while nobody does.
public actor LiveEvents {
  /// How often who watches hears something, and the database is told that somebody does.
  private static let beat = Duration.seconds(15)
  /// Seconds that the database believes it.
  private static let belief = 45

  private let database: Pool
  private let log: Logger
  private var subscribers: [Int: (site: Int32, source: LiveSubscription.Source)] = [:]
  private var last = 0
  private var connecting: Task<Listener, any Error>?
  private var reading: Task<Void, Never>?

  public init(_ database: Pool, log: Logger) { (self.database, self.log) = (database, log) }

  /// Whatever ends from when this returns is told.
  ///
  /// - Throws: where the database is away.
  public func subscribe(site: Int32) async throws -> LiveSubscription {
    last += 1
    let id = last
    let (subscription, source) = LiveSubscription.make { Task { await self.end(id) } }
    subscribers[id] = (site, source)
    _ = try await connected().value
    try await register([site])
    return subscription
  }

  private func end(_ id: Int) {
    subscribers[id] = nil
    guard subscribers.isEmpty else { return }
    reading?.cancel()
    (connecting, reading) = (nil, nil)
  }

  private func connected() -> Task<Listener, any Error> {
    if let connecting { return connecting }
    let task = connect()
    reading = Task { await read(from: task) }
    return task
  }

  private func connect() -> Task<Listener, any Error> {
    let task = Task { [database] in try await database.listen("envoi_events") }
    connecting = task
    return task
  }

  /// Until nobody watches any more.
  private func read(from first: Task<Listener, any Error>) async {
    var task = first
    while !Task.isCancelled {
      do {
        let listener = try await task.value
        do { try await hear(listener, isAgain: task != first) } catch {
          await listener.close()
          throw error
        }
      } catch {
        guard !Task.isCancelled else { return }
        log.debug("cannot listen for events, trying again", metadata: ["error": "\(error)"])
        try? await Task.sleep(for: .seconds(1))
        guard !Task.isCancelled else { return }
        task = connect()
      }
    }
  }

  private func hear(_ listener: Listener, isAgain: Bool) async throws {
    if isAgain {
      try await register(subscribers.values.map(\.site))
      tell(.dropped)
    }
    var due = ContinuousClock.now + Self.beat
    while true {
      if let payload = try await listener.next(until: due) { try await tell(payload) }
      guard .now >= due else { continue }
      due = .now + Self.beat
      try await register(subscribers.values.map(\.site))
      tell(.heartbeat)
    }
  }

  private func tell(_ event: LiveEvent) {
    for (_, source) in subscribers.values { source.yield(event) }
  }

  /// - Parameter payload: `7 sent 12.1,13.1`: site, state, and rows with their generations.
  private func tell(_ payload: String) async throws {
    let words = payload.split(separator: " ")
    guard words.count == 3, let site = Int32(words[0]), let status = QueueStatus(rawValue: String(words[1])),
      subscribers.values.contains(where: { $0.site == site })
    else { return }
    let generations = Dictionary(
      words[2].split(separator: ",").map { row in
        let parts = row.split(separator: ".").compactMap { Int($0) }
        return (parts.first ?? 0, parts.last ?? 0)
      }, uniquingKeysWith: max)
    let changes = try await database.withConnection { try await RowChange.fetch(generations, status, of: site, on: $0) }
    for change in changes {
      for (of, source) in subscribers.values where of == site { source.yield(.changed(change)) }
    }
  }

  private func register(_ sites: [Int32]) async throws {
    try await database.withConnection { connection in
      _ = try await connection.execute(
        """
        INSERT INTO envoi.listener (site_id, until)
        SELECT id, now() + \(Self.belief) * interval '1 second' FROM envoi.site WHERE id = ANY(\(sites)) ORDER BY id
        ON CONFLICT (site_id) DO UPDATE SET until = excluded.until
        """)
    }
  }
}
