internal import Logging
internal import Postgres
internal import Synchronization
internal import Transport

extension Lane {
  func startConnections(_ count: Int, _ group: inout DiscardingTaskGroup) {
    state.withLock { $0.active += count }
    for _ in 0..<count { group.addTask { await self.runConnection() } }
  }

  private func runConnection() async {
    defer {
      state.withLock { $0.active -= 1 }
      signal.yield()
    }
    do {
      guard let slot = try await slot() else { return state.withLock { $0.isDenied = true } }
      do {
        let carrier = try carrier()
        await deliver(over: carrier, in: slot)
        await carrier.close()
      } catch let error as InvalidInput where error.field.hasPrefix("ENVOI_") {
        // This process was started wrongly; others may have what it lacks.
        fail(error)
      } catch {
        // The settings do not make a connection: an operator has to mend them.
        stop(Trouble(.connect, .configuration, "\(error)"))
      }
      await context.slots.release(slot)
    } catch { fail(error) }
  }

  /// - Returns: nil when other processes hold them all, or it was stopped while the database is away.
  private func slot() async throws -> Slot? {
    try await Pool.retryingLosses(context.log) {
      state.withLock(\.isStopped) ? nil : try await context.slots.take(transport)
    }
  }

  private func carrier() throws -> any Carrier {
    guard let desk = try desk?.get() else { return MailCarrier(try transport.connection(secretKey: context.secretKey)) }
    return GatewayCarrier(try HTTPConnection(desk.options), desk)
  }

  private func deliver(over carrier: any Carrier, in slot: Slot) async {
    let pause = TransportPauses.seconds(afterTroubles: transport.troubleCount + 1)
    let source = LaneSource(
      .init(
        feed: feed, tally: tally, site: site, redirect: context.redirect, pause: pause, isHealthy: transport.troubleCount == 0,
        answered: { [signal] in signal.yield() }, fail: { [weak self] in self?.stop($0) }),
      slot: slot, outbox: ledger.outbox())
    let id = ObjectIdentifier(carrier)
    do throws(Trouble) {
      let isStopped = state.withLock { state in
        state.opening[id] = carrier
        return state.isStopped
      }
      if isStopped { carrier.abort() }
      try await carrier.open()
      let isAborted = state.withLock { state in
        state.opening[id] = nil
        state.open[id] = carrier
        return state.isAborted
      }
      if isAborted { carrier.abort() }
      signal.yield()
      while await feed.waitForParcels(slot) {
        try await carrier.deliver(source)
        source.finish()
      }
      state.withLock { $0.open[id] = nil }
    } catch {
      let othersAreOpen = state.withLock { state in
        state.opening[id] = nil
        state.open[id] = nil
        // The relay may take no more than those: another one is tried after the next tick.
        state.isDenied = !state.open.isEmpty
        return !state.open.isEmpty
      }
      guard error.kind != .stopped else { return }
      // One connection too many, or one that broke, is no reason to stop while others work, and one mail may break any connection.
      let isOnce = othersAreOpen || error.stage == .transaction && !tally.isRepeated()
      guard !isOnce || [.login, .certificate, .configuration].contains(error.kind) else { return }
      stop(error)
    }
  }

  /// Nothing more goes this way for now.
  private func stop(_ trouble: Trouble) {
    tally.note(trouble)
    giveBack(feed.close())
    signal.yield()
  }
}
