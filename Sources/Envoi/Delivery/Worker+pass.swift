internal import Postgres

extension Worker {
  /// What a single pass takes.
  public enum Pass: Sendable {
    /// `pending` rows that are due.
    case send
    /// `error` rows whose time to be tried again has come.
    case retry

    var kinds: [Claim.Kind] { self == .send ? [.pending] : [.retry] }
  }

  /// Ways that are worked on at once; the others take their turn.
  private static let routesAtOnce = 16

  /// One pass over the sites that have something due.
  ///
  /// - Parameters:
  ///   - sites: those to look at; all when nil.
  ///   - progress: called about once a second with what was done so far, and at the end.
  /// - Returns: a report for each site that had work, by domain.
  public func run(_ pass: Pass, sites: [Site]? = nil, progress: @escaping @Sendable ([LaneReport]) -> Void = { _ in }) async throws
    -> [LaneReport]
  {
    try await context.database.retryingLosses(context.log) {
      try await WorkerPresence.note(pass == .send ? .send : .retry, sites: sites?.map(\.id), on: $0)
    }
    let expired = try await sweep()
    let all = if let sites { sites } else { try await Sites(context.database).all() }
    let due = try await context.database.retryingLosses(context.log) {
      try await DueRoutes.among(all.map(\.id), kinds: pass.kinds, on: $0)
    }
    let working = all.flatMap { site in due.filter { $0.site == site.id }.map { (site, $0) } }
    var reports: [LaneReport] = []
    if !working.isEmpty {
      reports = try await withLedger { ledger in
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { await self.tick { progress(self.activeLanes.map(\.report)) } }
          group.addTask { await self.hold(ledger) }
          defer { group.cancelAll() }
          return Self.bySite(try await self.drainInTurn(working, pass.kinds, ledger))
        }
      }
    }
    for site in all {
      guard let count = expired[site.id] else { continue }
      let index = reports.firstIndex { $0.siteID == site.id }
      if let index { reports[index].errors += count } else { reports.append(LaneReport(site, errors: count)) }
    }
    reports.sort { $0.site < $1.site }
    for index in reports.indices {
      reports[index].left += try await context.database.retryingLosses(context.log) { [siteID = reports[index].siteID] connection in
        try await DueRoutes.left(of: siteID, kinds: pass.kinds, on: connection)
      }
    }
    if !reports.isEmpty { progress(reports) }
    return reports
  }

  /// Rows that a pass would take now.
  public func due(_ pass: Pass, sites: [Site]? = nil) async throws -> Int {
    let all = if let sites { sites } else { try await Sites(context.database).all() }
    return try await context.database.withConnection { connection in
      var total = 0
      for site in all where site.isEnabled { total += try await DueRoutes.left(of: site.id, kinds: pass.kinds, on: connection) }
      return total
    }
  }

  /// One report for each site, whatever its ways.
  private static func bySite(_ reports: [LaneReport]) -> [LaneReport] {
    Dictionary(grouping: reports, by: \.siteID).values.compactMap { reports in
      reports.dropFirst().reduce(reports[0]) { $0.beside($1) }
    }
  }

  private func drainInTurn(_ routes: [(Site, Route)], _ kinds: [Claim.Kind], _ ledger: Ledger) async throws -> [LaneReport] {
    try await withThrowingTaskGroup(of: LaneReport.self) { group in
      var reports: [LaneReport] = []
      for (index, (site, route)) in routes.enumerated() {
        if index >= Self.routesAtOnce, let report = try await group.next() { reports.append(report) }
        group.addTask {
          do { return try await self.drainThrough(site, route, kinds, ledger) } catch {
            self.fail(error)
            return LaneReport(site)
          }
        }
      }
      for try await report in group { reports.append(report) }
      return reports
    }
  }

  /// Where site or transport are changed meanwhile, the rest goes the new way.
  private func drainThrough(_ site: Site, _ route: Route, _ kinds: [Claim.Kind], _ ledger: Ledger) async throws -> LaneReport {
    var report = try await drain(site, route, kinds, ledger, lingers: false)
    while report.isOutdated, isRunning {
      let current = try await context.database.retryingLosses(context.log) {
        try await Sites.fetch("id = \(site.id) AND enabled", on: $0).first
      }
      guard let current else { break }
      report = report + (try await drain(current, route, kinds, ledger, lingers: false))
    }
    return report
  }
}
