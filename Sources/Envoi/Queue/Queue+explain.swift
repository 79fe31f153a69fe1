internal import Foundation
internal import Postgres

extension Queue {
  /// Why a row has not left, and when it will: the deciding sentence first.
  public func explain(_ id: Int) async throws -> [Explanation] {
    guard let row = try await rows(ids: [id]).first else { throw InvalidInput("id", "is no row of the queue", "\(id)") }
    switch row.status {
    // The schema has no row that left without the time.
    case .sent:
      let sent = Explanation(.sent, ["at": .time(row.sentAt ?? row.createdAt)], quoting: row.reply)
      guard let receipt = row.receipt else { return [sent] }
      return [sent, Explanation(receipt.isLate ? .receiptLate : .receiptAwaited, ["until": .time(receipt.until)])]
    case .delivered: return [Explanation(.delivered, ["at": .time(row.deliveredAt ?? row.createdAt)])]
    case .sending:
      guard let until = row.leaseUntil, until > .now else { return [Explanation(.lost)] }
      return [Explanation(.sending, ["until": .time(until)]), Explanation(.leaseOfDead)]
    case .error:
      guard let retry = row.retryAt else { return try await explainEnd(of: row) }
      let answer = row.reply.map { Explanation(.lastAnswer, ["attempt": .number(Int(row.attempts))], quoting: $0) }
      return [Explanation(retry > .now ? .retryLater : .retryDue, ["at": .time(retry)])] + (answer.map { [$0] } ?? [])
        + (try await obstacles(row))
    case .pending:
      if row.expiresAt <= .now { return [Explanation(.expired, ["at": .time(row.expiresAt)])] }
      if row.dueAt == .infinity { return [Explanation(.held)] }
      let obstacles = try await obstacles(row)
      if row.dueAt > .now { return [Explanation(.notDue, ["at": .time(row.dueAt)], quoting: row.reply)] + obstacles }
      return obstacles + [try await position(row, isHindered: !obstacles.isEmpty)]
    }
  }

  private func explainEnd(of row: QueueRow) async throws -> [Explanation] {
    let again = Explanation(.sendAgain, ["id": .number(row.id)])
    let reason = row.reason.map { ["reason": Explanation.Value.reason($0)] } ?? [:]
    switch row.reason {
    case .inDoubt:
      let arrived = Explanation(.maybeArrived, quoting: row.reply)
      let id = Explanation.Value.number(row.id)
      guard row.channel == .email else { return [arrived, Explanation(.askGateway, ["id": id])] }
      guard let messageID = try await messageID(of: row) else {
        return [arrived, Explanation(.askRecipient, ["id": id, "recipient": .text(row.recipient)])]
      }
      return [arrived, Explanation(.askRelay, ["id": id, "message": .text(messageID)])]
    case .suppressed:
      let wish = Explanation(.suppressed, ["recipient": .text(row.recipient), "site": .text(row.site)], quoting: row.reply)
      return [wish, Explanation(.unsuppress)]
    case .bounced, .complained, .undelivered: return [Explanation(.endedLater, reason, quoting: row.reply), again]
    default: return [Explanation(.ended, reason, quoting: row.reply), again]
    }
  }

  private func obstacles(_ row: QueueRow) async throws -> [Explanation] {
    let site = try await Sites(database).find(row.site)
    let domain = Explanation.Value.text(site.domain)
    var sentences: [Explanation] = []
    if let copy = try await notAdopted() { sentences.append(copy.explanation) }
    if !site.isEnabled { sentences.append(Explanation(.siteDisabled, ["site": domain])) }
    let route = Route(site: site.id, channel: row.channel, destination: row.recipient)
    let transport = try await database.withConnection { try await SiteTransports.current(route, on: $0) }
    if let transport, let until = transport.pausedUntil {
      let values: [String: Explanation.Value] = ["transport": .text(transport.name), "until": .time(until)]
      sentences.append(Explanation(.transportPaused, values, quoting: transport.trouble))
    } else if let transport, let trouble = transport.trouble {
      sentences.append(Explanation(.transportFailed, ["transport": .text(transport.name)], quoting: trouble))
    } else if transport == nil {
      sentences.append(
        row.channel == .email
          ? Explanation(.noRelay, ["site": domain]) : Explanation(.noTransport, ["site": domain, "channel": .channel(row.channel)]))
    }
    return sentences
  }

  private func position(_ row: QueueRow, isHindered: Bool) async throws -> Explanation {
    let ahead = try await database.withConnection { connection in
      try await connection.row(
        """
        SELECT count(*) FROM envoi.queue
        WHERE site_id = (SELECT id FROM envoi.site WHERE domain = \(row.site)) AND channel = \(row.channel.rawValue)::envoi.channel AND status = 'pending'
          AND (priority, due_at, id) < (\(row.priority), \(row.dueAt), \(row.id)) AND due_at <= now()
        """, as: Int.self) ?? 0
    }
    let kind: Explanation.Kind =
      switch ahead {
      case 0: isHindered ? .nextAfterwards : .next
      case 1: isHindered ? .oneBeforeAfterwards : .oneBefore
      default: isHindered ? .manyBeforeAfterwards : .manyBefore
      }
    return Explanation(kind, ["n": .number(ahead), "site": .text(row.site), "expires": .time(row.expiresAt)])
  }
}
