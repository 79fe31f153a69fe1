internal import Logging
internal import Postgres
internal import Synchronization
internal import Transport

/// One way out of a site, while it has something to send: claims rows as its connections take them, and opens connections as rows wait.
final class Lane: Sendable {
  struct State {
    /// Connections that were started and have not ended; those of them whose session is being opened, and those whose session is open.
    var active = 0
    var opening: [ObjectIdentifier: any Carrier] = [:]
    var open: [ObjectIdentifier: any Carrier] = [:]
    /// Other processes hold all slots.
    var isDenied = false
    var isStopped = false
    var isAborted = false
    /// Site or transport were changed.
    var isOutdated = false
    /// Why it ends.
    var failure: (any Error)?
    /// Whether rows may have come since the last claim found none.
    var mayHaveRows = true
  }

  /// An idle connection is closed before the relay does it.
  private static let idleLimit = Duration.seconds(20)
  /// How often it looks whether its site or transport were changed.
  private static let lookInterval = Duration.seconds(10)

  let site: Site
  let route: Route
  let transport: SiteTransport
  private let kinds: [Claim.Kind]
  let context: WorkerContext
  let ledger: Ledger
  /// Nil where the transport is no gateway. Made once: it unseals secrets and parses a description.
  let desk: Result<any Desk, any Error>?
  /// For what is given back.
  private let outbox: Outbox
  let tally: LaneTally
  let feed: Feed
  let state = Mutex(State())
  private let signals: AsyncStream<Void>
  let signal: AsyncStream<Void>.Continuation

  init(site: Site, route: Route, transport: SiteTransport, kinds: [Claim.Kind], context: WorkerContext, ledger: Ledger) {
    self.site = site
    self.route = route
    self.transport = transport
    self.kinds = kinds
    self.context = context
    self.ledger = ledger
    desk = transport.kind == .gateway ? Result { try transport.desk(of: site, context) } : nil
    outbox = ledger.outbox()
    tally = LaneTally(site)
    let (signals, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    (self.signals, self.signal) = (signals, signal)
    feed = Feed { signal.yield() }
  }

  // MARK: From outside

  var report: LaneReport { tally.report }

  /// Rows may have come.
  func wake() {
    state.withLock { $0.mayHaveRows = true }
    signal.yield()
  }

  /// Once a second.
  func tick() {
    feed.dismissIdle(after: Self.idleLimit)
    state.withLock { $0.isDenied = false }
    signal.yield()
  }

  /// Takes nothing more; what is under way is finished.
  func stop() {
    let opening = state.withLock { state in
      state.isStopped = true
      return state.opening.values
    }
    // Nothing is under way there.
    for connection in opening { connection.abort() }
    giveBack(feed.close())
    signal.yield()
  }

  /// Stops it, to throw this when what is under way is finished.
  func fail(_ error: any Error) {
    state.withLock { $0.failure = $0.failure ?? error }
    stop()
  }

  /// Ends what is under way at once.
  func abort() {
    let open = state.withLock { state in
      state.isAborted = true
      return state.open.values
    }
    for connection in open { connection.abort() }
    stop()
  }

  // MARK: The pass

  /// Sends until nothing is due.
  ///
  /// - Parameter lingers: whether it waits with open connections for more, as long as a relay does (20 s).
  func run(lingers: Bool) async throws -> LaneReport {
    let start = ContinuousClock.now
    var isPaused = false
    func pauseInTrouble() async throws {
      guard !isPaused, let trouble = tally.trouble else { return }
      try await context.pauses.pause(transport, for: trouble, count: tally.hasSent ? 1 : transport.troubleCount + 1)
      isPaused = true
    }
    await withDiscardingTaskGroup { group in
      signal.yield()
      do {
        try await claimWhileDue(lingers, &group)
        // At once: what is under way may wait long for its answer.
        try await pauseInTrouble()
      } catch { fail(error) }
      feed.finish()
    }
    giveBack(feed.close())
    if let failure = state.withLock(\.failure) { throw failure }
    try await pauseInTrouble()
    if !isPaused, tally.hasSent { try await context.pauses.clear(transport) }
    var report = tally.report
    report.isOutdated = state.withLock(\.isOutdated)
    report.trouble = tally.trouble.map { route.channel == .email ? $0.message : "transport \(transport.name): \($0.message)" }
    report.duration = start.duration(to: .now)
    return report
  }

  /// The one loop that claims and starts connections. Whatever changes yields a signal, and each signal looks at everything again.
  private func claimWhileDue(_ lingers: Bool, _ group: inout DiscardingTaskGroup) async throws {
    var claim = Claim(route, transport: transport.name)
    var letters = Letters(
      site: site, channel: route.channel, installation: context.installation.id, opening: SealedVariables(secretKey: context.secretKey))
    var size = transport.connections * 2
    var lastClaim = ContinuousClock.now
    var lastLook = ContinuousClock.now
    var turn = 0
    var isCleared = false
    for await _ in signals {
      let (now, mayHaveRows) = state.withLock { ($0, $0.mayHaveRows) }
      if now.isStopped || tally.trouble != nil || ledger.failure != nil { return }
      if lastLook.duration(to: .now) > Self.lookInterval {
        lastLook = .now
        if tally.hasSent, !isCleared {
          try await context.pauses.clear(transport)
          isCleared = true
        }
        guard try await isCurrent() else { return state.withLock { $0.isOutdated = true } }
      }
      guard !now.open.isEmpty else {
        // Nothing is claimed before a session is open: a relay that is down touches no row. (A gateway is spoken to by the request alone.)
        if now.active == 0 {
          let hasRows = mayHaveRows || feed.count > 0
          if now.isDenied || !hasRows {
            guard lingers, hasRows else { return }
            // Whoever has the slots may send them meanwhile.
            giveBack(feed.empty())
            state.withLock { $0.mayHaveRows = true }
          } else {
            startConnections(1, &group)
          }
        }
        continue
      }
      if mayHaveRows, feed.isLow, !ledger.isBehind {
        // As much as is sent in about a quarter of a second: a slow relay leases few rows, a fast one many.
        let elapsed = lastClaim.duration(to: .now)
        if elapsed < .milliseconds(125) { size = min(size * 2, 1000) }
        if elapsed > .milliseconds(500) { size = max(size / 2, transport.connections) }
        lastClaim = .now
        state.withLock { $0.mayHaveRows = false }
        // What is due again goes first now and then, so that a million new rows do not keep it waiting.
        turn += 1
        let parcels = try await self.claim(turn % 8 == 0 ? kinds.reversed() : kinds, &claim, &letters, limit: &size)
        giveBack(feed.put(parcels, lowWater: size / 2))
        if !parcels.isEmpty {
          state.withLock { $0.mayHaveRows = true }
          signal.yield()
        }
      }
      let waiting = feed.count
      if !lingers, waiting == 0, !state.withLock({ $0.mayHaveRows }) { return }
      // Opening tells nothing of a gateway: one connection finds out whether it answers at all.
      let limit = transport.kind == .gateway && !tally.isAnswering ? 1 : transport.connections
      if waiting > 0, !now.isDenied, now.active < limit {
        startConnections(min(limit - now.active, max(1, waiting / 4)), &group)
      }
    }
  }

  /// Whether site and transport are what this lane was made for.
  private func isCurrent() async throws -> Bool {
    try await context.database.retryingLosses(context.log) { [site, route, transport] connection in
      guard try await Sites.fetch("id = \(site.id)", on: connection).first == site else { return false }
      return try await SiteTransports.current(route, on: connection)?.hasSameSettings(as: transport) == true
    }
  }

  /// - Parameters:
  ///   - kinds: what to look for, in this order.
  ///   - limit: how many; less afterwards where the messages are too large to have so many in memory.
  private func claim(_ kinds: [Claim.Kind], _ claim: inout Claim, _ letters: inout Letters, limit: inout Int) async throws -> [Parcel] {
    for kind in kinds {
      let (rows, parcels) = try await ledger.claiming { connection, lease in
        let rows = try await claim.next(kind, limit: limit, token: lease.token, on: connection)
        try await letters.load(rows.map(\.messageID), on: connection)
        let parcels = letters.parcels(of: rows, under: lease)
        if parcels.count < rows.count {
          // At once, and from the front, so that the next claim finds them.
          claim.rewind()
          let rest = Set(rows.map(\.id)).subtracting(parcels.map(\.id))
          try await connection.execute(
            """
            UPDATE envoi.queue SET status = 'pending', token = NULL, lease_until = NULL
            WHERE id = ANY(\(Array(rest))) AND token IS NOT DISTINCT FROM \(lease.token)
            """)
        }
        return ((rows.count, parcels), parcels.count)
      }
      guard !parcels.isEmpty else { continue }
      if parcels.count < rows { limit = parcels.count }
      return parcels
    }
    return []
  }

  func giveBack(_ parcels: [Parcel]) {
    for parcel in parcels { outbox.settle(.release(parcel)) }
    outbox.write()
  }
}
