internal import Foundation
internal import Postgres

/// That a worker runs, for whoever asks whether one does.
enum WorkerPresence {
  enum Kind: String { case work, send, retry }

  /// How often one that runs for ever notes it.
  static let interval = Duration.seconds(30)

  /// - Parameter sites: those that it is for; all when nil.
  static func note(_ kind: Kind, sites: [Int32]?, on connection: Connection) async throws {
    try await connection.execute(
      """
      WITH old AS (DELETE FROM envoi.worker WHERE seen_at < now() - interval '1 day')
      INSERT INTO envoi.worker (host, pid, kind, sites)
      VALUES (\(ProcessInfo.processInfo.hostName), \(ProcessInfo.processInfo.processIdentifier), \(kind.rawValue), \(sites))
      ON CONFLICT (host, pid, kind) DO UPDATE SET sites = EXCLUDED.sites, seen_at = EXCLUDED.seen_at
      """)
  }

  /// When any worker was last seen.
  static func last(on connection: Connection) async throws -> Timestamp? {
    try await connection.row("SELECT max(seen_at) FROM envoi.worker", as: Timestamp?.self) ?? nil
  }

  /// Whether one runs that hears of a site's rows.
  static func listens(to site: Site, on connection: Connection) async throws -> Bool {
    try await connection.row(
      """
      SELECT EXISTS (
        SELECT FROM envoi.worker WHERE kind = 'work' AND seen_at > now() - interval '90 seconds' AND (sites IS NULL OR \(site.id) = ANY(sites)))
      """, as: Bool.self) ?? false
  }
}
