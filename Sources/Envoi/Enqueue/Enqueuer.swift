internal import Foundation
internal import Logging
internal import MessageFormat
internal import Postgres

/// Writes messages and their rows, a chunk in one transaction.
struct Enqueuer: Sendable {
  /// One message with its recipients.
  struct Entry: Sendable {
    let submission: Submission
    let addressees: [Addressee]
  }

  typealias Result = EnqueueResult

  let database: Pool
  let site: Site
  let log: Logger
  /// Who tells the workers after the commit; nil where the commit does.
  var announcer: Announcer?
  /// How long a lost database is waited for.
  var patience = Pool.patience

  /// Ids for messages and rows, ascending. COPY returns none, so they are taken before, and outside of the transaction: it may be run again.
  struct Place: Sendable {
    var messages: [Int]
    var rows: [Int]
  }

  func reserve(messages: Int, rows: Int) async throws -> Place {
    try await database.retryingLosses(log, patience: patience) { connection in
      try await Partitions.make(on: connection)
      return Place(
        messages: try await Self.ids("envoi.message_id_seq", messages, on: connection),
        rows: try await Self.ids("envoi.queue_id_seq", rows, on: connection))
    }
  }

  /// Accepted is committed: when this returns, the rows are there.
  ///
  /// - Parameters:
  ///   - place: as many ids as there are entries and addressees.
  ///   - previous: what has to be committed before.
  func enqueue(_ entries: [Entry], in place: Place, after previous: (@Sendable () async throws -> Void)? = nil) async throws -> [Result] {
    guard !entries.isEmpty else {
      try await previous?()
      return []
    }
    let results = try await committing(place.rows) { connection, now in
      var results = [Result?](repeating: nil, count: entries.count)
      var times: [Times?] = []
      for (index, entry) in entries.enumerated() {
        do throws(InvalidInput) { times.append(try entry.submission.times(now: now)) } catch {
          times.append(nil)
          results[index] = .refused(error)
        }
      }
      let candidates = entries.indices.filter { times[$0] != nil }
      let hasKeys = candidates.contains { entries[$0].submission.key != nil }
      // A key that both have: each would wait for the other.
      if hasKeys { try await previous?() }
      let fresh = hasKeys ? try await claimKeys(candidates, entries, place.messages, &results, on: connection) : candidates

      var batch = CopyBatch(site: site)
      var next = 0
      for index in fresh {
        guard let times = times[index] else { continue }
        let entry = entries[index]
        let ids = place.rows[next..<next + entry.addressees.count]
        next += ids.count
        batch.append(entry.submission, id: place.messages[index], rows: ids)
        for (id, addressee) in zip(ids, entry.addressees) {
          batch.append(addressee, of: entry.submission, id: id, message: place.messages[index], times)
        }
        results[index] = .accepted(message: place.messages[index], rows: Array(ids))
      }
      try await batch.copy(on: connection)
      try await settle(Set(fresh.map { entries[$0].submission.channel }), place.rows, on: connection)
      try await previous?()
      return results.compactMap(\.self)
    }
    announcer?.announce(Set(entries.map { payload($0.submission.channel) }))
    return results
  }

  func enqueue(_ entry: Entry) async throws -> Result? {
    try await enqueue([entry], in: reserve(messages: 1, rows: entry.addressees.count)).first
  }

  /// Recipients of a message without a key: its first ones, or more.
  func extend(
    _ message: Int, isNew: Bool, _ submission: Submission, _ addressees: [Addressee], in place: Place,
    after previous: (@Sendable () async throws -> Void)? = nil
  ) async throws {
    try await committing(place.rows) { connection, now in
      let times = try submission.times(now: now)
      var batch = CopyBatch(site: site)
      if isNew { batch.append(submission, id: message, rows: place.rows[...]) }
      for (id, addressee) in zip(place.rows, addressees) { batch.append(addressee, of: submission, id: id, message: message, times) }
      try await batch.copy(on: connection)
      try await settle([submission.channel], place.rows, on: connection)
      try await previous?()
      if !isNew { try await connection.execute("UPDATE envoi.message SET last_row = \(place.rows.last ?? 0) WHERE id = \(message)") }
    }
  }

  func rows(of message: Int) async throws -> [Int] { try await Self.rows(of: message, database) }

  static func rows(of message: Int, _ database: Pool) async throws -> [Int] {
    var filter = QueueFilter()
    filter.message = message
    let condition = filter.condition
    return try await database.withConnection { connection in
      try await connection.rows("SELECT q.id FROM envoi.queue q WHERE \(sql: condition) ORDER BY q.id", as: Int.self)
    }
  }

  // MARK: Parts

  private static func ids(_ sequence: String, _ count: Int, on connection: isolated Connection) async throws -> [Int] {
    try await connection.rows("SELECT nextval(\(sequence)::regclass) FROM generate_series(1, \(count))", as: Int.self)
  }

  /// Settles the idempotency keys before COPY, which has no ON CONFLICT.
  ///
  /// - Returns: the entries that are new.
  private func claimKeys(
    _ candidates: [Int], _ entries: [Entry], _ messageIDs: [Int], _ results: inout [Result?], on connection: isolated Connection
  ) async throws -> [Int] {
    let keyed = candidates.filter { entries[$0].submission.key != nil }
    var first: [String: Int] = [:]
    for index in keyed where first[entries[index].submission.key ?? ""] == nil { first[entries[index].submission.key ?? ""] = index }
    // In the order of their keys: two that bring the same ones at once would else wait for each other.
    let new = first.sorted { $0.key < $1.key }.map(\.value)
    let inserted = Set(
      try await connection.rows(
        """
        INSERT INTO envoi.accepted (site_id, key, digest, message_id)
        SELECT \(site.id), u.key, decode(u.digest, 'hex'), u.message_id
        FROM unnest(\(new.map { entries[$0].submission.key ?? "" }), \(new.map { entries[$0].submission.digest.hex }), \(new.map { messageIDs[$0] }))
          AS u(key, digest, message_id)
        ON CONFLICT DO NOTHING RETURNING key
        """, as: String.self))
    let known = Dictionary(
      uniqueKeysWithValues: try await connection.rows(
        "SELECT key, digest, message_id FROM envoi.accepted WHERE site_id = \(site.id) AND key = ANY(\(Array(first.keys)))",
        as: (String, [UInt8], Int).self
      ).map { ($0.0, (digest: $0.1, message: $0.2)) })
    return candidates.filter { index in
      guard let key = entries[index].submission.key else { return true }
      if inserted.contains(key), first[key] == index { return true }
      if let known = known[key], known.digest == entries[index].submission.digest {
        results[index] = .known(message: known.message)
      } else {
        results[index] = .taken(InvalidInput("key", "was accepted before with another content", key))
      }
      return false
    }
  }

  /// What follows from new rows: those to numbers that want nothing more end at once, and the workers hear of the others.
  private func settle(_ channels: Set<Channel>, _ rows: [Int], on connection: isolated Connection) async throws {
    if channels.contains(.sms), let first = rows.first, let last = rows.last {
      try await connection.execute(
        """
        UPDATE envoi.queue q SET status = 'error', reason = 'suppressed' FROM envoi.suppression s
        WHERE q.id BETWEEN \(first) AND \(last) AND q.id = ANY(\(rows)) AND q.channel = 'sms' AND s.site_id = \(site.id) AND s.channel = 'sms' AND s.address = q.recipient
        """)
    }
    guard announcer == nil else { return }
    // Once for each channel of a transaction: NOTIFY takes a database-wide lock at its commit.
    for channel in channels { try await connection.execute("SELECT pg_notify('envoi_queue', \(payload(channel)))") }
  }

  private func payload(_ channel: Channel) -> String { channel == .email ? "\(site.id)" : "\(site.id) \(channel.rawValue)" }
}
