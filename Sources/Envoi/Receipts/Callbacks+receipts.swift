internal import Logging
internal import Postgres

extension Callbacks {
  /// Takes a receipt: notes it as an event of its row and brings the row to what its receipts prove.
  ///
  /// - Parameters:
  ///   - transport: as the URL has it.
  ///   - token: as the URL has it: of the row, or of the account, whose receipts name the row by our reference or by the gateway's id.
  /// - Returns: what the gateway wants to hear, also where it said the same before.
  /// - Throws: ``CallbackRefusal``, ``UnknownCallback`` or ``EarlyReceipt``, and nothing was changed.
  public func receipt(_ callback: Callback, transport id: Int32, token: String) async throws -> CallbackReply {
    // Before anything else: who does not know a token costs no query.
    let named = tokens.parse(token, transport: id)
    guard named != nil || tokens.isAccount(token, transport: id) else {
      throw UnknownCallback(description: "the token is none of transport \(id)")
    }
    let (transport, gateway) = try await gateway(id)
    let receipt = try gateway.receipt(callback)
    let found = named ?? receipt.reference.flatMap { tokens.parse($0, transport: id) }
    let outcome = try await database.retryingLosses(log, patience: Self.patience) { connection in
      let target = if let found { found } else { try await row(of: receipt, from: transport, on: connection) }
      return try await record(receipt, row: target.row, generation: target.generation, from: transport, on: connection)
    }
    log.debug("receipt \(outcome)", metadata: ["transport": "\(id)", "state": "\(receipt.state)"])
    return gateway.gateway.receiptReply
  }

  /// - Returns: `recorded` or `repeated`.
  private func record(
    _ receipt: GatewayReceipt, row: Int, generation: Int, from transport: SiteTransport, on connection: Connection
  ) async throws -> String {
    // The column of codes is a small one, as SMTP's and HTTP's are: a larger code goes into the text.
    let code = receipt.code.flatMap(Int16.init(exactly:)).map(Int32.init)
    let words = [code == nil ? receipt.code.map(String.init) : nil, receipt.why?.storable].compactMap(\.self)
    let why = words.isEmpty ? nil : words.joined(separator: " ")
    let outcome = try await connection.row(
      """
      SELECT envoi.record_receipt(
        q.id, \(Int32(clamping: generation)), \(receipt.part?.storable)::text, \(receipt.state.rawValue)::text, \(code), \(why)::text)
      FROM envoi.queue q
      WHERE q.id = \(row) AND q.channel = 'sms' AND q.site_id = \(transport.siteID)
      """, as: String.self)
    guard let outcome, outcome != "unknown" else { throw UnknownCallback(description: "there is no such row of transport \(transport.id)") }
    return outcome
  }

  /// The row that has the gateway's id. MATERIALIZED: with the LIMIT at hand the planner would walk all rows backwards for one that is not there.
  private func row(
    of receipt: GatewayReceipt, from transport: SiteTransport, on connection: Connection
  ) async throws -> (row: Int, generation: Int) {
    let condition: SQL = "site_id = \(transport.siteID) AND destination = \(transport.name) AND channel = 'sms'"
    let found = try await connection.row(
      """
      WITH found AS MATERIALIZED (
        SELECT id, generation FROM envoi.queue
        WHERE string_to_array(remote_id, ' ') @> ARRAY[\(receipt.part?.storable)] AND remote_id IS NOT NULL AND \(sql: condition))
      SELECT id, generation FROM found ORDER BY id DESC LIMIT 1
      """,
      as: (Int, Int16).self)
    if let (row, generation) = found { return (row, Int(generation)) }
    let isEarly = try await connection.row(
      "SELECT EXISTS (SELECT FROM envoi.queue WHERE token IS NOT NULL AND \(sql: condition))", as: Bool.self)
    throw isEarly == true
      ? EarlyReceipt() : UnknownCallback(description: "no row of transport \(transport.id) has the gateway's id") as any Error
  }
}
