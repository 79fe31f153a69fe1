internal import Envoi
internal import Foundation
internal import Hummingbird
internal import Postgres

/// `/metrics` in Prometheus' text form (version 0.0.4), for who asks from this machine: it names sites.
struct MetricRoutes {
  let database: Pool

  func add(to router: some RouterMethods<WebContext>) {
    router.get("metrics") { request, context in
      guard context.isLocal(request) else { throw Problem(.notFound) }
      let text = try await text()
      return Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
        body: .init(byteBuffer: ByteBuffer(string: text)))
    }
  }

  private func text() async throws -> String {
    let (queue, sites) = (Queue(database), try await Sites(database).all())
    let names = Dictionary(uniqueKeysWithValues: sites.map { ($0.id, $0.domain) })
    var rows = Family("envoi_rows", "Rows of the queue by site and state; more than 10,000 of a kind are an estimate.")
    for site in sites {
      var filter = QueueFilter()
      filter.site = site.id
      let counts = try await queue.counts(filter)
      for status in QueueStatus.allCases { rows.add(Double(counts[status].number), ["site": site.domain, "status": status.rawValue]) }
    }
    let waiting = try await Overview.waiting(database)
    var oldest = Family("envoi_oldest_due_seconds", "For how long the row has been due that waits for longest, by site and channel.")
    for row in waiting.rows {
      oldest.add(Date().timeIntervalSince(row.since.date), ["site": names[row.site] ?? "", "channel": row.channel.rawValue])
    }
    var worker = Family("envoi_worker_seen_timestamp_seconds", "When a worker last ran.")
    if let seen = waiting.lastWorker { worker.add(seen.date.timeIntervalSince1970, [:]) }
    var transports = Family("envoi_transport_open", "1: a transport is used; 0: it is paused, or switched off.")
    for way in try await SiteTransports(database, secretKey: nil).all(of: nil) {
      let isOpen = way.isEnabled && way.pausedUntil == nil
      transports.add(isOpen ? 1 : 0, ["site": way.site, "transport": way.name, "channel": way.channel.rawValue])
    }
    return [rows, oldest, worker, transports].map(\.text).joined()
  }

  /// One metric, with its values by label.
  private struct Family {
    private(set) var text: String
    private let name: String

    init(_ name: String, _ help: String) {
      self.name = name
      text = "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
    }

    mutating func add(_ value: Double, _ labels: [String: String]) {
      let pairs = labels.sorted { $0.key < $1.key }.map { name, value in
        "\(name)=\"\(value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n"))\""
      }
      text +=
        "\(name)\(pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}") \(value == value.rounded() ? "\(Int(value))" : "\(value)")\n"
    }
  }
}
