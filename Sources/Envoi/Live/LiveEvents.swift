public import Logging
public import Postgres

/// Tells who watches sites what becomes of their rows, as it happens. It has one connection that listens, and only while somebody watches;
/// the database says nothing while nobody does.
public actor LiveEvents {
  /// Seconds that the database believes that somebody watches.
  private static let belief = 45

  private struct Subscriber {
    let sites: Set<Int32>
    let wantsRows: Bool
    let source: LiveSubscription.Source
  }

  private let database: Pool
  private let log: Logger
  private let beat: Duration
  private var subscribers: [Int: Subscriber] = [:]
  private var last = 0
  private var connecting: Task<Listener, any Error>?
  private var reading: Task<Void, Never>?

  /// - Parameter beat: how often who watches hears something, and the database is told that somebody does.
  public init(_ database: Pool, log: Logger, beat: Duration = .seconds(15)) { (self.database, self.log, self.beat) = (database, log, beat) }

  /// Whatever ends from when this returns is told.
  ///
  /// - Throws: where the database is away.
  public func subscribe(site: Int32) async throws -> LiveSubscription { try await subscribe([site], wantsRows: true) }

  /// That rows of one of these sites are put in, tried or changed by hand; of several such events that nobody has heard yet the last one.
  ///
  /// - Throws: where the database is away.
  public func subscribe(touching sites: Set<Int32>) async throws -> LiveSubscription { try await subscribe(sites, wantsRows: false) }

  private func subscribe(_ sites: Set<Int32>, wantsRows: Bool) async throws -> LiveSubscription {
    last += 1
    let id = last
    let (subscription, source) = LiveSubscription.make(limit: wantsRows ? LiveSubscription.limit : 1) { Task { await self.end(id) } }
    subscribers[id] = Subscriber(sites: sites, wantsRows: wantsRows, source: source)
    _ = try await connected().value
    try await register(sites)
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
    let task = Task { [database] in try await database.listen("envoi_events", "envoi_queue") }
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
      try await register(watched)
      tell(.dropped)
    }
    var due = ContinuousClock.now + beat
    while true {
      if let payload = try await listener.next(until: due) { try await tell(payload) }
      guard .now >= due else { continue }
      due = .now + beat
      try await register(watched)
      tell(.heartbeat)
    }
  }

  private func tell(_ event: LiveEvent) {
    for subscriber in subscribers.values { subscriber.source.yield(event) }
  }

  /// - Parameter payload: `7 sent 12.1,13.1`: site, state, and rows with their generations; where something is to be done `7`, `7 sms` or
  ///   `7 *`; where it is not said on which site nothing.
  private func tell(_ payload: String) async throws {
    let words = payload.split(separator: " ")
    guard !words.isEmpty else {
      for subscriber in subscribers.values where !subscriber.wantsRows { subscriber.source.yield(.touched) }
      return
    }
    guard let site = Int32(words[0]) else { return }
    let concerned = subscribers.values.filter { $0.sites.contains(site) }
    for subscriber in concerned where !subscriber.wantsRows { subscriber.source.yield(.touched) }
    guard words.count == 3, let status = QueueStatus(rawValue: String(words[1])), concerned.contains(where: \.wantsRows) else { return }
    let generations = Dictionary(
      words[2].split(separator: ",").map { row in
        let parts = row.split(separator: ".").compactMap { Int($0) }
        return (parts.first ?? 0, parts.last ?? 0)
      }, uniquingKeysWith: max)
    let changes = try await database.withConnection { try await RowChange.fetch(generations, status, of: site, on: $0) }
    for change in changes {
      for subscriber in subscribers.values where subscriber.wantsRows && subscriber.sites.contains(site) {
        subscriber.source.yield(.changed(change))
      }
    }
  }

  private var watched: Set<Int32> { subscribers.values.reduce(into: []) { $0.formUnion($1.sites) } }

  private func register(_ sites: Set<Int32>) async throws {
    try await database.withConnection { connection in
      _ = try await connection.execute(
        """
        INSERT INTO envoi.listener (site_id, until)
        SELECT id, now() + \(Self.belief) * interval '1 second' FROM envoi.site WHERE id = ANY(\(Array(sites))) ORDER BY id
        ON CONFLICT (site_id) DO UPDATE SET until = excluded.until
        """)
    }
  }
}
