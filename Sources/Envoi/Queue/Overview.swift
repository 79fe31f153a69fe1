public import Postgres

/// How the queue has gone lately, of some sites or of all.
public struct Overview: Sendable {
  public struct Minute: Sendable, Equatable {
    /// Its beginning.
    public let start: Timestamp
    /// Rows that came to a state in it: `pending` those that were put in, `sending` none.
    public var rows: [QueueStatus: Int]
  }

  public struct Waiting: Sendable, Equatable {
    public let site: Int32
    public let channel: Channel
    /// The row that has been due for longest, and since when.
    public let row: Int
    public let since: Timestamp
  }

  /// From the oldest to the one that has begun, without gaps.
  public let minutes: [Minute]
  /// Whether there were so many that a share of them was looked at.
  public let isAbout: Bool
  /// For each site and channel that has one.
  public let waiting: [Waiting]
  /// When a worker last ran, anywhere; nil: not for days.
  public let lastWorker: Timestamp?

  /// Quick at any size: of the rows of these hours, and of those before that may have ended in them, at most some thousands are looked at.
  public init(of sites: Set<Int32>? = nil, hours: Int = 3, _ database: Pool) async throws {
    let activity = Activity(sites: sites, hours: hours)
    (minutes, isAbout, waiting, lastWorker) = try await database.withTransaction { connection in
      try await Queue.preparePlanner(on: connection)
      let (minutes, isAbout) = try await activity.minutes(on: connection)
      return (minutes, isAbout, try await Self.waiting(sites, on: connection), try await WorkerPresence.last(on: connection))
    }
  }

  /// What waits for longest on each site and channel, and when a worker last ran.
  public static func waiting(_ database: Pool) async throws -> (rows: [Waiting], lastWorker: Timestamp?) {
    try await database.withTransaction { connection in
      try await Queue.preparePlanner(on: connection)
      return (try await waiting(nil, on: connection), try await WorkerPresence.last(on: connection))
    }
  }

  private static func waiting(_ sites: Set<Int32>?, on connection: Connection) async throws -> [Waiting] {
    // A step of the index for each priority.
    let rows = try await connection.rows(
      """
      SELECT DISTINCT ON (s.id, c.channel) s.id, c.channel::text, r.id, r.due_at
      FROM envoi.site s, unnest(enum_range(NULL::envoi.channel)) AS c(channel), generate_series(0, 9) AS p, LATERAL (
        SELECT id, due_at FROM envoi.queue WHERE site_id = s.id AND channel = c.channel AND status = 'pending' AND priority = p::smallint
          AND due_at <= now() ORDER BY due_at, id LIMIT 1) r
      WHERE \(sites == nil) OR s.id = ANY(\(sites?.sorted() ?? []))
      ORDER BY s.id, c.channel, r.due_at, r.id
      """, as: (Int32, String, Int, Timestamp).self)
    return rows.compactMap { row in
      Channel(rawValue: row.1).map { Waiting(site: row.0, channel: $0, row: row.2, since: row.3) }
    }
  }
}
