internal import Logging
internal import Postgres
internal import Synchronization

extension Worker {
  private static let sweepInterval = Duration.seconds(60)

  /// Both passes until `stop`, for the sites of these domains, or for all. A notification makes it quick, a look each second makes it sure.
  public func runForever(domains: [String]) async throws {
    let sites = Sites(context.database)
    var ids: Set<Int32> = []
    for domain in domains { ids.insert(try await sites.find(domain).id) }
    let chosen = ids
    try await sweep()
    context.log.notice("working", metadata: ["sites": "\(domains.isEmpty ? "all" : domains.joined(separator: " "))"])
    defer { context.log.notice("stopped") }
    try await withLedger { ledger in
      await withTaskGroup(of: Void.self) { helpers in
        helpers.addTask { await self.tick { self.wakeup.yield() } }
        helpers.addTask { await self.hold(ledger) }
        helpers.addTask { await self.listen() }
        helpers.addTask { await self.keepSweeping() }
        defer { helpers.cancelAll() }
        await self.dispatch(ledger) { chosen.isEmpty || chosen.contains($0.id) }
      }
    }
  }

  /// Starts a lane for each site that has something due, and wakes those that run.
  private func dispatch(_ ledger: Ledger, isChosen: @Sendable (Site) -> Bool) async {
    await withDiscardingTaskGroup { group in
      wakeup.yield()
      for await _ in wakeups {
        guard isRunning, ledger.failure == nil else { return }
        let due: [Site]
        do {
          due = try await context.database.retryingLosses(context.log) { connection in
            let sites = try await Sites.fetch("enabled", on: connection).filter(isChosen)
            let ids = try await DueSites.ids(among: sites.map(\.id), kinds: Claim.Kind.allCases, on: connection)
            return sites.filter { ids.contains($0.id) }
          }
        } catch { return fail(error) }
        for site in due {
          if let lane = activeLane(site.id) {
            lane.wake()
          } else if reserve(site.id) {
            group.addTask {
              do {
                let report = try await self.drain(site, Claim.Kind.allCases, ledger, lingers: true)
                self.tell(report)
                // It may have ended only to begin anew.
                if report.trouble == nil { self.wakeup.yield() }
              } catch { self.fail(error) }
            }
          }
        }
      }
    }
  }

  /// Now and then until cancelled.
  private func keepSweeping() async {
    while (try? await Task.sleep(for: Self.sweepInterval)) != nil {
      do { try await sweep() } catch { if !Task.isCancelled { fail(error) } }
    }
  }

  private func tell(_ report: LaneReport) {
    if report.sent + report.errors > 0 {
      context.log.info(
        "sent", metadata: ["site": "\(report.site)", "sent": "\(report.sent)", "error": "\(report.errors)", "retried": "\(report.retried)"])
    }
    // A pause and a transport that is switched off are seen each second: once is enough.
    let isNew = told.withLock { told in
      defer { told[report.site] = report.trouble }
      return told[report.site] != report.trouble
    }
    if let trouble = report.trouble, isNew {
      context.log.warning("waiting", metadata: ["site": "\(report.site)", "trouble": "\(trouble)"])
    }
  }

  /// Turns notifications into wakeups until cancelled. Without a connection the look each second does.
  private func listen() async {
    while !Task.isCancelled {
      do {
        let listener = try await context.database.listen("envoi_queue")
        for try await payload in listener {
          if let lane = Int32(payload).flatMap(activeLane) { lane.wake() } else { wakeup.yield() }
        }
      } catch {
        guard !Task.isCancelled else { return }
        context.log.debug("cannot listen for notifications, looking once a second", metadata: ["error": "\(error)"])
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }
}
