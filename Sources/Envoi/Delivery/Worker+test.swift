internal import MessageFormat
internal import Postgres
public import Transport

extension Worker {
  /// Sends one text through a gateway, before everything that waits and also where it is paused or switched off. It is a row of the queue
  /// all the same, so that its receipt finds it.
  ///
  /// - Parameter transcript: called with every step as it happens.
  /// - Returns: the id of the row.
  /// - Throws: `Trouble` where the gateway could not be spoken to.
  public func test(
    _ transport: SiteTransport, of site: Site, to recipient: Recipient, text: String, transcript: @escaping @Sendable (Step) -> Void
  ) async throws -> Int {
    if case .phone(let number) = recipient, try await Suppressions(context.database).contains(number, of: site) {
      throw InvalidInput("--to", "has asked for nothing more: envoi suppression remove lets it be sent to", recipient.description)
    }
    let content = Result { () throws -> Letter.Content in .text(try TextMessage(text: text, isTemplate: false), sender: nil) }
    return try await test(transport, of: site, content, transcript) { connection, lease in
      let id = try await Self.insert(recipient, text, transport, under: lease, on: connection)
      return ClaimedRow(
        id: id.row, messageID: id.message, attempts: 0, generation: 1, recipient: recipient.description, recipientName: nil, variables: nil,
        broughtTrouble: false, expiresIn: 3600)
    }
  }

  /// Posts a ping to a webhook, as `test` sends a text.
  public func ping(_ webhook: String, of site: Site, transcript: @escaping @Sendable (Step) -> Void) async throws -> Int {
    let transport = try await context.database.withConnection { try await Webhooks.transport(webhook, of: site, on: $0) }
    return try await test(transport, of: site, .success(.none), transcript) { connection, lease in
      let row = try await connection.row(
        """
        INSERT INTO envoi.queue (message_id, site_id, channel, recipient, destination, variables, reference, due_at, expires_at, status, token,
          lease_until)
        VALUES (0, \(site.id), 'webhook', \(webhook), \(webhook), jsonb_build_object('type', 'ping', 'timestamp', now(), 'data', '{}'::jsonb),
          'webhook test', 'infinity', 'infinity', 'sending', \(lease.token), now() + \(Lease.seconds) * interval '1 second')
        RETURNING id, variables
        """, as: (Int, String).self)
      guard let row else { throw InvalidInput("webhook", "could not be tested: no row was made") }
      return ClaimedRow(
        id: row.0, messageID: 0, attempts: 0, generation: 1, recipient: webhook, recipientName: nil, variables: row.1,
        broughtTrouble: false,
        expiresIn: 3600)
    }
  }

  /// - Parameter insert: makes a row that is being sent already: no other worker sees it.
  private func test(
    _ transport: SiteTransport, of site: Site, _ content: Result<Letter.Content, any Error>,
    _ transcript: @escaping @Sendable (Step) -> Void,
    insert: (Connection, Lease) async throws -> ClaimedRow
  ) async throws -> Int {
    if context.redirect != nil {
      throw InvalidInput("ENVOI_REDIRECT_ALL", "is set, and it is no address for \(transport.channel.rawValue): nothing is sent")
    }
    let desk = try transport.desk(of: site, context)
    let connection = try HTTPConnection(desk.options) { step in transcript(step.map(desk.hidingSecrets)) }
    let (id, trouble) = try await withLedger { ledger in
      async let _: Void = hold(ledger)
      let parcel = try await ledger.claiming { connection, lease in
        let row = try await insert(connection, lease)
        let letter = Letter(content, domain: site.domain, installation: context.installation.id)
        return (Parcel(row: row, lease: lease, letter: letter, expires: .now + .seconds(3600)), rows: 1)
      }
      let feed = Feed {}
      _ = feed.put([parcel], lowWater: 0)
      let source = LaneSource(
        .init(feed: feed, tally: LaneTally(site), site: site, redirect: nil, pause: 5, isHealthy: true, answered: {}, fail: { _ in }),
        slot: Slot(key: 0), outbox: ledger.outbox())
      // What became of it is in the row; why nothing could be said at all is not.
      var trouble: Trouble?
      do throws(Trouble) { try await connection.deliver(GatewaySource(source, desk)) } catch { trouble = error }
      source.finish()
      await connection.close()
      return (parcel.id, trouble)
    }
    // It is a test of now: no worker sends it later.
    _ = try await context.database.retryingLosses(context.log) { connection in
      try await connection.execute("UPDATE envoi.queue SET status = 'error', reason = 'cancelled' WHERE id = \(id) AND status = 'pending'")
      return try await connection.execute("UPDATE envoi.queue SET retry_at = NULL WHERE id = \(id) AND retry_at IS NOT NULL")
    }
    if let trouble { throw trouble }
    return id
  }

  private static func insert(
    _ recipient: Recipient, _ text: String, _ transport: SiteTransport, under lease: Lease, on connection: Connection
  ) async throws -> (row: Int, message: Int) {
    let row = try await connection.row(
      """
      WITH place AS (SELECT nextval('envoi.queue_id_seq') AS id), message AS (
        INSERT INTO envoi.message (site_id, channel, is_template, text, first_row, last_row)
        SELECT \(transport.siteID), \(transport.channel.rawValue)::envoi.channel, false, \(text), id, id FROM place RETURNING id, first_row
      )
      INSERT INTO envoi.queue (id, message_id, site_id, channel, recipient, destination, reference, due_at, expires_at, status, token,
        lease_until)
      SELECT first_row, id, \(transport.siteID), \(transport.channel.rawValue)::envoi.channel, \(recipient.description), \(transport.name),
        'transport test', 'infinity', 'infinity', 'sending', \(lease.token), now() + \(Lease.seconds) * interval '1 second' FROM message
      RETURNING id, message_id
      """, as: (Int, Int).self)
    guard let row else { throw InvalidInput("transport", "could not be tested: no row was made") }
    return (row.0, row.1)
  }
}
