internal import Logging
internal import Postgres
internal import Synchronization

/// Claims, delivers and records: once for `send-queue` and `retry-queue`, for ever for `work`.
public final class Worker: Sendable {
  /// How far a stop has come.
  enum Phase {
    case running
    /// Nothing more is claimed; what is under way is finished.
    case stopping(since: ContinuousClock.Instant)
    /// What is under way is given up.
    case aborting
  }

  /// How long what is under way may take after a stop.
  private static let grace = Duration.seconds(30)

  /// Settings that the connections of a worker's pool need.
  public static let databaseSettings = Claim.plannerSettings

  let context: WorkerContext
  private let phase = Mutex(Phase.running)
  /// Ways that are worked on, and their lanes once they have one.
  private let busy = Mutex<Set<Route>>([])
  private let lanes = Mutex<[Route: Lane]>([:])
  /// Why it stops by itself.
  private let failure = Mutex<(any Error)?>(nil)
  /// The trouble of each way that was logged last.
  let told = Mutex<[Route: String]>([:])
  /// Has the loop of `runForever` look for what is due.
  let wakeups: AsyncStream<Void>
  let wakeup: AsyncStream<Void>.Continuation

  public init(_ context: WorkerContext) {
    self.context = context
    (wakeups, wakeup) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  var isRunning: Bool { phase.withLock { if case .running = $0 { true } else { false } } }
  var activeLanes: [Lane] { lanes.withLock { Array($0.values) } }

  /// Claims nothing more, finishes what is under way within 30 s, gives back what was not begun. A second call ends it at once.
  public func stop() {
    let isFirst = isRunning
    phase.withLock { $0 = isFirst ? .stopping(since: .now) : .aborting }
    for lane in activeLanes { if isFirst { lane.stop() } else { lane.abort() } }
    wakeup.yield()
  }

  /// Ends it in order, other sites' mails under way included.
  func fail(_ error: any Error) {
    failure.withLock { $0 = $0 ?? error }
    if isRunning { stop() }
  }

  // MARK: Lanes

  /// - Returns: false when the way is worked on already. `drain` ends it.
  func reserve(_ route: Route) -> Bool { busy.withLock { $0.insert(route).inserted } }

  func activeLane(_ route: Route) -> Lane? { lanes.withLock { $0[route] } }

  /// Sends what is due on one way out of a site, if there is something to carry it now.
  func drain(_ site: Site, _ route: Route, _ kinds: [Claim.Kind], _ ledger: Ledger, lingers: Bool) async throws -> LaneReport {
    defer {
      lanes.withLock { $0[route] = nil }
      _ = busy.withLock { $0.remove(route) }
    }
    var report = LaneReport(site)
    if context.redirect != nil, route.channel != .email {
      report.trouble = "ENVOI_REDIRECT_ALL is set, and it is no address for \(route.channel.rawValue): these messages wait"
      return report
    }
    guard let transport = try await context.database.retryingLosses(context.log, { try await SiteTransports.current(route, on: $0) })
    else {
      report.trouble = route.channel == .email ? "no transport is enabled" : "no transport for \(route.channel.rawValue) is enabled"
      return report
    }
    if let until = transport.pausedUntil {
      report.trouble = "transport \(transport.name) is paused until \(until): \(transport.trouble ?? "")"
      return report
    }
    let lane = Lane(site: site, route: route, transport: transport, kinds: kinds, context: context, ledger: ledger)
    lanes.withLock { $0[route] = lane }
    if !isRunning { lane.stop() }
    return try await lane.run(lingers: lingers)
  }

  // MARK: Around both

  /// - Returns: how many rows were given up, by site.
  @discardableResult
  func sweep() async throws -> [Int32: Int] {
    try await Sweep(database: context.database, journals: context.journals, header: JournalHeader(context.installation), log: context.log)
      .run()
  }

  /// Runs the body with a ledger of its own, and writes everything that it owes before it returns.
  ///
  /// - Throws: ``JournalError`` when the journal cannot be written, after the database has got all outcomes.
  func withLedger<Value: Sendable>(_ body: (Ledger) async throws -> Value) async throws -> Value {
    let ledger = Ledger(
      context.database, journal: try Journal(in: context.journals, header: JournalHeader(context.installation)), log: context.log)
    async let written: Void = {
      // Outcomes that cannot be written must not grow more: nothing more is sent.
      do { try await ledger.run() } catch {
        if isRunning { stop() }
        throw error
      }
    }()
    let result: Result<Value, any Error>
    do { result = .success(try await body(ledger)) } catch { result = .failure(error) }
    ledger.close()
    try await written
    await context.slots.close()
    if let failure = ledger.failure { throw failure }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return try result.get()
  }

  /// Once a second until cancelled: idle connections, the end of a stop's grace.
  func tick(_ also: @Sendable () -> Void) async {
    while (try? await Task.sleep(for: .seconds(1))) != nil {
      if case .stopping(let since) = phase.withLock({ $0 }), since.duration(to: .now) > Self.grace { stop() }
      for lane in activeLanes { lane.tick() }
      also()
    }
  }

  /// Once a second until cancelled: what is held in the database. Apart from `tick`, because the database may keep it waiting.
  func hold(_ ledger: Ledger) async {
    while (try? await Task.sleep(for: .seconds(1))) != nil {
      await context.slots.keep()
      do {
        try await ledger.extendLeases()
        try await ledger.giveBackLost()
      } catch {
        context.log.warning("leases could not be extended or given back", metadata: ["error": "\(error)"])
      }
    }
  }
}
