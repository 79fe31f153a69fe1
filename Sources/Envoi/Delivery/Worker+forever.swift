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
        helpers.addTask { await self.keepPresent(sites: chosen.isEmpty ? nil : chosen.sorted()) }
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
        let due: [(Site, Route)]
        do {
          due = try await context.database.retryingLosses(context.log) { connection in
            let sites = try await Sites.fetch("enabled", on: connection).filter(isChosen)
            let routes = try await DueRoutes.among(sites.map(\.id), kinds: Claim.Kind.allCases, on: connection)
            return sites.flatMap { site in routes.filter { $0.site == site.id }.map { (site, $0) } }
          }
        } catch { return fail(error) }
        for (site, route) in due {
          if let lane = activeLane(route) {
            lane.wake()
          } else if reserve(route) {
            group.addTask {
              do {
                let report = try await self.drain(site, route, Claim.Kind.allCases, ledger, lingers: true)
                self.tell(report, route)
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

  /// Notes that it runs, now and then until cancelled.
  private func keepPresent(sites: [Int32]?) async {
    repeat {
      do { try await context.database.withConnection { try await WorkerPresence.note(.work, sites: sites, on: $0) } } catch {
        context.log.debug("cannot note that this worker runs", metadata: ["error": "\(error)"])
      }
    } while (try? await Task.sleep(for: WorkerPresence.interval)) != nil
  }

  private func tell(_ report: LaneReport, _ route: Route) {
    if report.sent + report.errors > 0 {
      context.log.info(
        "sent",
        metadata: [
          "site": "\(report.site)", "channel": "\(route.channel.rawValue)", "sent": "\(report.sent)", "error": "\(report.errors)",
          "retried": "\(report.retried)",
        ])
    }
    // A pause and a transport that is switched off are seen each second: once is enough.
    let isNew = told.withLock { told in
      defer { told[route] = report.trouble }
      return told[route] != report.trouble
    }
    if let trouble = report.trouble, isNew {
      context.log.warning("waiting", metadata: ["site": "\(report.site)", "channel": "\(route.channel.rawValue)", "trouble": "\(trouble)"])
    }
  }

  /// Turns notifications into wakeups until cancelled. Without a connection the look each second does.
  private func listen() async {
    while !Task.isCancelled {
      do {
        let listener = try await context.database.listen("envoi_queue")
        for try await payload in listener {
          if let lane = Route(notification: payload).flatMap(activeLane) { lane.wake() } else { wakeup.yield() }
        }
      } catch {
        guard !Task.isCancelled else { return }
        context.log.debug("cannot listen for notifications, looking once a second", metadata: ["error": "\(error)"])
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }
}
