internal import Envoi
internal import Foundation
internal import Postgres

/// How it goes: rows a minute, what waits for longest, the ways out and what is wrong with them.
struct OverviewPage: Sendable {
  let database: Pool
  let queue: Queue
  let sites: Sites
  let transports: SiteTransports

  private struct Model: Sendable {
    let counts: [QueuePage.StateCount]
    let chart: Chart
    let waiting: [Waiting]
    let ways: [TransportRow]
    let findings: [String]
    let hasFindings: Bool
    let lastWorker: String
  }

  struct Waiting: Sendable {
    let site: String
    let channel: String
    let row: Int
    let since: Formatting.Moment
    let span: String
  }

  func add(to routes: PageRoutes) {
    routes.get("admin", for: .users) { request in .page("overview", try await model(request)) }
  }

  private func model(_ request: PageRequest) async throws -> Model {
    let (labels, user) = (request.labels, try request.user)
    let formatting = Formatting(labels.language)
    let visible = try await sites.all().filter { user.role(on: $0.id) != nil }
    let domains = Dictionary(uniqueKeysWithValues: visible.map { ($0.id, $0.domain) })
    let overview = try await Overview(of: user.sites, database)
    let all = try await transports.all(of: nil).filter { domains[$0.siteID] != nil }
    let used = SiteTransports.used(among: all)
    let filter = QueueFilter().visible(to: user)
    let counts = try await queue.counts(filter)
    let findings = try await Doctor(database).findings(sites: user.sites).map { $0.text(labels, formatting) }
    return Model(
      counts: QueueStatus.allCases.map { status in
        QueuePage.StateCount(
          state: status.rawValue, label: labels("status_\(status.rawValue)"), count: counts[status].text(formatting, labels),
          query: Fields([("status", status.rawValue)]).urlEncoded, isCurrent: false)
      },
      chart: Chart(overview, labels, formatting),
      waiting: overview.waiting.map { oldest in
        Waiting(
          site: domains[oldest.site] ?? "", channel: labels("channel_\(oldest.channel.rawValue)"), row: oldest.row,
          since: formatting.time(oldest.since), span: formatting.span(Timestamp.now.date.timeIntervalSince(oldest.since.date)))
      },
      ways: all.map { TransportRow($0, isUsed: used.contains($0.id), labels, formatting) },
      findings: findings, hasFindings: !findings.isEmpty,
      lastWorker: overview.lastWorker.map { formatting.time($0).text } ?? labels("never"))
  }
}
