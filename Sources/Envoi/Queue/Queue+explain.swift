internal import Foundation
internal import Postgres

extension Queue {
  /// Why a row has not left, and when it will: sentences for an operator, the deciding one first.
  public func explain(_ id: Int) async throws -> [String] {
    guard let row = try await rows(ids: [id]).first else { throw InvalidInput("id", "is no row of the queue", "\(id)") }
    switch row.status {
    case .sent:
      let sent = "it was sent at \(row.sentAt?.description ?? "-")\(row.reply.map { ": \($0)" } ?? "")"
      return row.receipt.map { [sent, $0.sentence] } ?? [sent]
    case .delivered: return ["it was delivered at \(row.deliveredAt?.description ?? "-")"]
    case .sending:
      guard let until = row.leaseUntil, until > .now else {
        return ["its worker is gone, and it may have been sent: the next send-queue, retry-queue or work settles it"]
      }
      return [
        "a worker is sending it; its lease ends at \(until), and is extended while the worker lives",
        "if that worker has died, the next run on its machine knows from its journal, and any other run from then on",
      ]
    case .error:
      guard let retry = row.retryAt else {
        let again = "envoi queue requeue \(id) sends it again"
        let reply = row.reply.map { ": \($0)" } ?? ""
        switch row.reason {
        case .inDoubt:
          guard row.channel == .email else {
            return ["it may have arrived\(reply)", "look for it at the gateway; if it is not there, \(again)"]
          }
          let messageID = try await messageID(of: row).map { " Message-ID \($0)" } ?? " it"
          return ["it may have arrived\(reply)", "look in the relay's log for\(messageID); if it is not there, \(again)"]
        case .suppressed:
          return ["\(row.recipient) has asked \(row.site) for nothing more\(reply)", "envoi suppression remove lets it be sent to again"]
        case .bounced, .complained, .undelivered:
          return ["it was sent, and came to error/\(row.reason?.rawValue ?? "-") later; the answer had been\(reply)", again]
        default: return ["it ended in error/\(row.reason?.rawValue ?? "-")\(reply)", again]
        }
      }
      let when = retry > .now ? "retry-queue takes it from \(retry) on" : "it is due for another try since \(retry): retry-queue takes it"
      return [when, "the last answer, to attempt \(row.attempts): \(row.reply ?? "none")"] + (try await obstacles(row))
    case .pending:
      if row.expiresAt <= .now { return ["it was not sent before it expired at \(row.expiresAt): the next run gives it up"] }
      if row.dueAt == .infinity { return ["it is held back: its due_at is infinity"] }
      if row.dueAt > .now { return ["it is not due before \(row.dueAt)\(row.reply.map { " (\($0))" } ?? "")"] + (try await obstacles(row)) }
      let obstacles = try await obstacles(row)
      return obstacles + [try await position(row, isHindered: !obstacles.isEmpty)]
    }
  }

  private func obstacles(_ row: QueueRow) async throws -> [String] {
    let site = try await Sites(database).find(row.site)
    var sentences: [String] = []
    if let copy = try await database.withConnection({ try await Installation.notAdopted(on: $0) }) { sentences.append("\(copy)") }
    if !site.isEnabled { sentences.append("sending is disabled for \(site.domain): envoi site set \(site.domain) --enable-sending") }
    let route = Route(site: site.id, channel: row.channel, destination: row.recipient)
    let transport = try await database.withConnection { try await SiteTransports.current(route, on: $0) }
    if let transport, let until = transport.pausedUntil {
      sentences.append("transport \(transport.name) is paused until \(until): \(transport.trouble ?? "")")
    } else if let transport, let trouble = transport.trouble {
      sentences.append("the last session of transport \(transport.name) failed, the next run tries another one: \(trouble)")
    } else if transport == nil {
      let carrying = row.channel == .email ? "" : " carries \(row.channel.rawValue) and"
      sentences.append(
        "no transport of \(site.domain)\(carrying) is enabled: envoi transport set NAME --site \(site.domain) --enable-sending")
    }
    return sentences
  }

  private func position(_ row: QueueRow, isHindered: Bool) async throws -> String {
    let ahead = try await database.withConnection { connection in
      try await connection.row(
        """
        SELECT count(*) FROM envoi.queue
        WHERE site_id = (SELECT id FROM envoi.site WHERE domain = \(row.site)) AND channel = \(row.channel.rawValue)::envoi.channel AND status = 'pending'
          AND (priority, due_at, id) < (\(row.priority), \(row.dueAt), \(row.id)) AND due_at <= now()
        """, as: Int.self) ?? 0
    }
    let turn =
      switch ahead {
      case 0: "it is the next to go"
      case 1: "1 row of \(row.site) goes before it"
      default: "\(ahead) rows of \(row.site) go before it"
      }
    return isHindered
      ? "when that is over, \(turn); it expires at \(row.expiresAt)"
      : "\(turn): the next send-queue or a running envoi work takes it; it expires at \(row.expiresAt)"
  }
}
