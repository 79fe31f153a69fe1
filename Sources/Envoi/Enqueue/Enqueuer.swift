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

  /// What became of an entry.
  enum Result: Sendable, Equatable {
    /// Its id, and those of its rows in the order of the recipients.
    case accepted(message: Int, rows: [Int])
    /// Its key was accepted before with the same content.
    case known
    case refused(InvalidInput)
  }

  let database: Pool
  let site: Site
  let log: Logger
  /// How long a lost database is waited for.
  var patience = Pool.patience

  /// Accepted is committed: when this returns, the rows are there.
  func enqueue(_ entries: [Entry]) async throws -> [Result] {
    let (messageIDs, rowIDs) = try await database.retryingLosses(log, patience: patience) { connection in
      try await Partitions.make(on: connection)
      return (
        try await Self.ids("envoi.message_id_seq", entries.count, on: connection),
        try await Self.ids("envoi.queue_id_seq", entries.reduce(0) { $0 + $1.addressees.count }, on: connection)
      )
    }
    return try await committing(rowIDs) { connection in
      guard let now = try await connection.row("SELECT now()", as: Timestamp.self) else { return [] }
      var results = [Result](repeating: .known, count: entries.count)
      var times: [(due: Timestamp, expires: Timestamp)?] = []
      for (index, entry) in entries.enumerated() {
        do throws(InvalidInput) { times.append(try entry.submission.times(now: now)) } catch {
          times.append(nil)
          results[index] = .refused(error)
        }
      }
      let candidates = entries.indices.filter { times[$0] != nil }
      let fresh = try await claimKeys(candidates, entries, messageIDs, &results, on: connection)

      var messages = CopyText()
      var attachments = CopyText()
      var rows = CopyText()
      var next = 0
      for index in fresh {
        guard let time = times[index].map(Self.text) else { continue }
        let entry = entries[index]
        let ids = rowIDs[next..<next + entry.addressees.count]
        next += ids.count
        append(entry.submission, id: messageIDs[index], ids, to: &messages, &attachments)
        for (id, addressee) in zip(ids, entry.addressees) {
          Self.append(addressee, of: entry.submission, id: id, message: messageIDs[index], site: site.id, time, to: &rows)
        }
        results[index] = .accepted(message: messageIDs[index], rows: Array(ids))
      }
      try await connection.copyIn(
        """
        COPY envoi.message (id, site_id, is_template, sender, reply_to, subject, text, html, headers, first_row, last_row) FROM STDIN
        """, messages.bytes)
      if !attachments.bytes.isEmpty {
        try await connection.copyIn(
          "COPY envoi.attachment (message_id, position, name, type, content_id, content) FROM STDIN", attachments.bytes)
      }
      try await Self.copy(rows, on: connection)
      try await Self.notify(site, on: connection)
      return results
    }
  }

  /// A message without a key, with its first recipients.
  ///
  /// - Returns: its id.
  func begin(_ submission: Submission, _ addressees: [Addressee]) async throws -> Int {
    switch try await enqueue([Entry(submission: submission, addressees: addressees)]).first {
    case .accepted(let message, _): return message
    case .refused(let error): throw error
    case .known, nil: throw InvalidInput("key", "was accepted before", submission.key)
    }
  }

  /// More recipients of a message that is there.
  func extend(message: Int, _ submission: Submission, _ addressees: [Addressee]) async throws {
    let ids = try await database.retryingLosses(log, patience: patience) { connection in
      try await Partitions.make(on: connection)
      return try await Self.ids("envoi.queue_id_seq", addressees.count, on: connection)
    }
    try await committing(ids) { connection in
      guard let now = try await connection.row("SELECT now()", as: Timestamp.self) else { return }
      let time = Self.text(try submission.times(now: now))
      var rows = CopyText()
      for (id, addressee) in zip(ids, addressees) {
        Self.append(addressee, of: submission, id: id, message: message, site: site.id, time, to: &rows)
      }
      try await Self.copy(rows, on: connection)
      try await connection.execute("UPDATE envoi.message SET last_row = \(ids.last ?? 0) WHERE id = \(message)")
      try await Self.notify(site, on: connection)
    }
  }

  // MARK: Parts

  /// Fresh ids, ascending. COPY returns none, so they are taken before.
  private static func ids(_ sequence: String, _ count: Int, on connection: Connection) async throws -> [Int] {
    try await connection.rows("SELECT nextval(\(sequence)::regclass) FROM generate_series(1, \(count))", as: Int.self)
  }

  /// Settles the idempotency keys before COPY, which has no ON CONFLICT.
  ///
  /// - Returns: the entries that are new.
  private func claimKeys(
    _ candidates: [Int], _ entries: [Entry], _ messageIDs: [Int], _ results: inout [Result], on connection: Connection
  ) async throws -> [Int] {
    let keyed = candidates.filter { entries[$0].submission.key != nil }
    guard !keyed.isEmpty else { return candidates }
    var first: [String: Int] = [:]
    for index in keyed where first[entries[index].submission.key ?? ""] == nil { first[entries[index].submission.key ?? ""] = index }
    let new = first.values.sorted()
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
        "SELECT key, digest FROM envoi.accepted WHERE site_id = \(site.id) AND key = ANY(\(Array(first.keys)))", as: (String, [UInt8]).self
      ).map { ($0.0, $0.1) })
    return candidates.filter { index in
      guard let key = entries[index].submission.key else { return true }
      if inserted.contains(key), first[key] == index { return true }
      if known[key] != entries[index].submission.digest {
        results[index] = .refused(InvalidInput("key", "was accepted before with another content", key))
      }
      return false
    }
  }

  private func append(
    _ submission: Submission, id: Int, _ rows: ArraySlice<Int>, to messages: inout CopyText, _ attachments: inout CopyText
  ) {
    messages.append(id)
    messages.append(site.id)
    messages.append(true)
    messages.append(submission.sender?.description)
    messages.append(submission.replyTo?.description)
    messages.append(submission.subject)
    messages.append(submission.text)
    messages.append(submission.html)
    messages.append(
      submission.headers.isEmpty
        ? nil : (try? JSONEncoder().encode(submission.headers.map { [$0.name, $0.value] })).map { String(decoding: $0, as: UTF8.self) })
    messages.append(rows.first ?? 0)
    messages.append(rows.last ?? 0)
    messages.endRow()
    for (position, attachment) in submission.attachments.enumerated() {
      attachments.append(id)
      attachments.append(position)
      attachments.append(attachment.name)
      attachments.append(attachment.type)
      attachments.append(attachment.contentID)
      attachments.append(attachment.content)
      attachments.endRow()
    }
  }

  private static func append(
    _ addressee: Addressee, of submission: Submission, id: Int, message: Int, site: Int32, _ time: (due: String, expires: String),
    to rows: inout CopyText
  ) {
    rows.append(id)
    rows.append(message)
    rows.append(site)
    rows.append(addressee.address.description)
    rows.append(addressee.address.domain)
    rows.append(addressee.name)
    rows.append(addressee.variables)
    rows.append(submission.priority)
    rows.append(time.due)
    rows.append(time.expires)
    rows.append(submission.reference)
    rows.append(submission.tags)
    rows.endRow()
  }

  /// Written once for all rows of a message.
  private static func text(_ times: (due: Timestamp, expires: Timestamp)) -> (due: String, expires: String) {
    (times.due.description, times.expires.description)
  }

  private static func copy(_ rows: CopyText, on connection: Connection) async throws {
    try await connection.copyIn(
      """
      COPY envoi.queue (id, message_id, site_id, recipient, destination, recipient_name, variables, priority, due_at, expires_at, reference, tags)
      FROM STDIN
      """, rows.bytes)
  }

  /// Once for each transaction: NOTIFY takes a database-wide lock at its commit.
  private static func notify(_ site: Site, on connection: Connection) async throws {
    try await connection.execute("SELECT pg_notify('envoi_queue', \(String(site.id)))")
  }
}
