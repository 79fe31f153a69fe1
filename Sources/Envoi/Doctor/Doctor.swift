internal import Foundation
public import Postgres

/// Says what is wrong with an installation, and what to do about it. It only looks.
public struct Doctor: Sendable {
  /// Seconds without a worker while rows are due: longer than cron's 5 minutes.
  private static let patience = 360.0
  /// Seconds that clocks may differ: leases and due times are the database's, journals and mails this machine's.
  var skew = 2.0
  /// Seconds that a transaction may be open: vacuum clears no row that ended since.
  var snapshot = 600.0
  /// Ids that there should be room for: enqueuing makes twice as many ahead.
  private static let room = 5_000_000

  private let database: Pool

  public init(_ database: Pool) { self.database = database }

  /// - Parameter sites: only what is about these, or about all.
  public func findings(sites: Set<Int32>? = nil) async throws -> [Explanation] {
    var findings: [Explanation] = []
    if let copy = try await Queue(database).notAdopted() { findings.append(copy.explanation) }
    findings += try await ways(sites)
    findings += try await server()
    return findings
  }

  /// Whether what waits can go.
  private func ways(_ sites: Set<Int32>?) async throws -> [Explanation] {
    func concerns(_ site: Int32) -> Bool { sites?.contains(site) ?? true }
    var (waiting, lastWorker) = try await Overview.waiting(database)
    waiting = waiting.filter { concerns($0.site) }
    let transports = try await SiteTransports(database, secretKey: nil).all(of: nil).filter { concerns($0.siteID) && $0.isEnabled }
    var findings: [Explanation] = []
    let limit = Timestamp.now - Self.patience
    if let since = waiting.map(\.since).min(), since < limit, lastWorker.map({ $0 < limit }) ?? true {
      findings.append(Explanation(.nobodySends, ["since": .time(since)]))
    }
    for site in try await Sites(database).all() {
      let channels = Set(waiting.filter { $0.site == site.id }.map(\.channel))
      if !site.isEnabled, !channels.isEmpty { findings.append(Explanation(.siteDisabled, ["site": .text(site.domain)])) }
      for channel in channels.sorted(by: { $0.rawValue < $1.rawValue })
      where !transports.contains(where: { $0.siteID == site.id && $0.channel == channel }) {
        findings.append(Explanation(.noTransport, ["site": .text(site.domain), "channel": .channel(channel)]))
      }
    }
    for transport in transports {
      let name = Explanation.Value.text("\(transport.site)/\(transport.name)")
      if let until = transport.pausedUntil {
        findings.append(Explanation(.transportPaused, ["transport": name, "until": .time(until)], quoting: transport.trouble))
      } else if let trouble = transport.trouble {
        findings.append(Explanation(.transportFailed, ["transport": name], quoting: trouble))
      }
    }
    return findings
  }

  /// What the database itself is in trouble with.
  private func server() async throws -> [Explanation] {
    try await database.withConnection { connection in
      var findings: [Explanation] = []
      let asked = Timestamp.now
      if let told = try await connection.row("SELECT clock_timestamp()", as: Timestamp.self) {
        let answered = Timestamp.now
        // It was read somewhere between question and answer.
        let ahead = told < asked ? told - asked : told > answered ? told - answered : 0
        if abs(ahead) > skew {
          findings.append(
            Explanation(.clockSkew, ["seconds": .number(Int(abs(ahead).rounded())), "host": .text(ProcessInfo.processInfo.hostName)]))
        }
      }
      let held = try await connection.row(
        """
        SELECT who, since FROM (
          SELECT format('%s, pid %s', coalesce(nullif(application_name, ''), usename), pid), xact_start FROM pg_stat_activity
          WHERE datname = current_database() AND backend_xmin IS NOT NULL AND pid <> pg_backend_pid()
          UNION ALL SELECT format('prepared transaction %s', gid), prepared FROM pg_prepared_xacts WHERE database = current_database()
        ) AS open (who, since)
        WHERE since < now() - \(snapshot) * interval '1 s' ORDER BY since LIMIT 1
        """, as: (String, Timestamp).self)
      if let (who, since) = held { findings.append(Explanation(.snapshotHeld, ["who": .text(who), "since": .time(since)])) }
      // The last partition's end is in the text of its bound: FROM ('0') TO ('10000000').
      let left =
        try await connection.row(
          """
          SELECT max(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \\(''?(\\d+)')::bigint)
            - coalesce((SELECT last_value FROM pg_sequences WHERE schemaname = 'envoi' AND sequencename = 'queue_id_seq'), 0)
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'envoi.queue'::regclass
          """, as: Int?.self) ?? nil
      if left ?? 0 < Self.room { findings.append(Explanation(.partitionsMissing, ["n": .number(max(0, left ?? 0))])) }
      return findings
    }
  }
}
