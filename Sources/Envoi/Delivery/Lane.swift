internal import Foundation
internal import Logging
internal import Postgres
internal import Synchronization
internal import Transport

/// One site's way out, while it has something to send: claims rows as its connections take them, and opens connections as rows wait.
final class Lane: Sendable {
  private struct State {
    /// Connections that were started and have not ended, and those of them whose session is open.
    var active = 0
    var open: [ObjectIdentifier: any MailConnection] = [:]
    /// Other processes hold all slots.
    var isDenied = false
    var isStopped = false
    var isAborted = false
    /// Site or transport were changed.
    var isOutdated = false
    /// Whether rows may have come since the last claim found none.
    var mayHaveRows = true
  }

  /// An idle connection is closed before the relay does it.
  private static let idleLimit = Duration.seconds(20)
  /// How often it looks whether its site or transport were changed.
  private static let lookInterval = Duration.seconds(10)

  let site: Site
  private let transport: SiteTransport
  private let kinds: [Claim.Kind]
  private let context: WorkerContext
  private let ledger: Ledger
  /// For what is given back.
  private let outbox: Outbox
  private let tally: LaneTally
  private let feed: Feed
  private let state = Mutex(State())
  private let signals: AsyncStream<Void>
  private let signal: AsyncStream<Void>.Continuation

  init(site: Site, transport: SiteTransport, kinds: [Claim.Kind], context: WorkerContext, ledger: Ledger) {
    self.site = site
    self.transport = transport
    self.kinds = kinds
    self.context = context
    self.ledger = ledger
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
    state.withLock { $0.isStopped = true }
    giveBack(feed.close())
    signal.yield()
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
    var failure: (any Error)?
    try await withThrowingDiscardingTaskGroup { group in
      signal.yield()
      // Thrown behind the group: what is under way is finished.
      do { try await claimWhileDue(lingers, &group) } catch {
        failure = error
        stop()
      }
      feed.finish()
    }
    giveBack(feed.close())
    if let failure { throw failure }
    if let trouble = tally.trouble {
      try await context.pauses.pause(transport, for: trouble, count: tally.hasSent ? 1 : transport.troubleCount + 1)
    } else if tally.hasSent {
      try await context.pauses.clear(transport)
    }
    var report = tally.report
    report.isOutdated = state.withLock(\.isOutdated)
    report.trouble = tally.trouble?.message
    report.duration = start.duration(to: .now)
    return report
  }

  /// The one loop that claims and starts connections. Whatever changes yields a signal, and each signal looks at everything again.
  private func claimWhileDue(_ lingers: Bool, _ group: inout ThrowingDiscardingTaskGroup<any Error>) async throws {
    var claim = Claim(siteID: site.id)
    var letters = Letters(site: site, installation: context.installation.id)
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
        // Nothing is claimed before a session is open: a relay that is down touches no row.
        if now.active == 0 {
          let hasRows = mayHaveRows || feed.count > 0
          if now.isDenied || !hasRows {
            guard lingers, hasRows else { return }
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
      if waiting > 0, !now.isDenied, now.active < transport.connections {
        startConnections(min(transport.connections - now.active, max(1, waiting / 4)), &group)
      }
    }
  }

  /// Whether site and transport are what this lane was made for.
  private func isCurrent() async throws -> Bool {
    try await context.database.retryingLosses(context.log) { [site, transport] connection in
      guard try await Sites.fetch("id = \(site.id)", on: connection).first == site else { return false }
      return try await SiteTransports.current(of: site, on: connection)?.hasSameSettings(as: transport) == true
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
          // At once, so that the next claim finds them.
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

  private func giveBack(_ parcels: [Parcel]) {
    for parcel in parcels { outbox.settle(.release(parcel)) }
    outbox.write()
  }

  // MARK: Connections

  private func startConnections(_ count: Int, _ group: inout ThrowingDiscardingTaskGroup<any Error>) {
    state.withLock { $0.active += count }
    for _ in 0..<count { group.addTask { try await self.runConnection() } }
  }

  private func runConnection() async throws {
    defer {
      state.withLock { $0.active -= 1 }
      signal.yield()
    }
    guard let slot = try await slot() else { return state.withLock { $0.isDenied = true } }
    do {
      let connection = try transport.connection(secretKey: context.secretKey)
      await deliver(over: connection, in: slot)
      await connection.close()
    } catch {
      // The settings do not make a connection: an operator has to mend them.
      fail(Trouble(.connect, .configuration, "\(error)"))
    }
    await context.slots.release(slot)
  }

  /// - Returns: nil when other processes hold them all, or it was stopped while the database is away.
  private func slot() async throws -> Slot? {
    try await Pool.retryingLosses(context.log) {
      state.withLock(\.isStopped) ? nil : try await context.slots.take(transport)
    }
  }

  private func deliver(over connection: any MailConnection, in slot: Slot) async {
    let pause = TransportPauses.seconds(afterTroubles: transport.troubleCount + 1)
    let source = LaneSource(
      .init(
        feed: feed, tally: tally, site: site, redirect: context.redirect, pause: pause, isHealthy: transport.troubleCount == 0,
        fail: { [weak self] in self?.fail($0) }),
      slot: slot, outbox: ledger.outbox())
    do throws(Trouble) {
      _ = try await connection.open()
      let isAborted = state.withLock { state in
        state.open[ObjectIdentifier(connection)] = connection
        return state.isAborted
      }
      if isAborted { connection.abort() }
      signal.yield()
      while await feed.waitForParcels(slot) {
        try await connection.deliver(source)
        source.finish()
      }
      state.withLock { $0.open[ObjectIdentifier(connection)] = nil }
    } catch {
      let othersAreOpen = state.withLock { state in
        state.open[ObjectIdentifier(connection)] = nil
        // The relay may take no more than those: another one is tried after the next tick.
        state.isDenied = !state.open.isEmpty
        return !state.open.isEmpty
      }
      guard error.kind != .stopped else { return }
      // One connection too many, or one that broke, is no reason to stop while others work, and one mail may break any connection.
      let isOnce = othersAreOpen || error.stage == .transaction && !tally.isRepeated()
      guard !isOnce || [.login, .certificate, .configuration].contains(error.kind) else { return }
      fail(error)
    }
  }

  private func fail(_ trouble: Trouble) {
    tally.note(trouble)
    giveBack(feed.close())
    signal.yield()
  }
}
