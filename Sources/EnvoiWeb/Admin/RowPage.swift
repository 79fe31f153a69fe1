internal import Envoi
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Postgres

/// One row: what became of it, why it has not left, and the message as its recipient saw it.
struct RowPage: Sendable {
  let queue: Queue
  let sites: Sites
  let operations: Operations

  private struct Model: Sendable {
    let row: RowLine
    let facts: [Fact]
    let explanations: [String]
    let events: [Event]
    let hasEvents: Bool
    let headers: [Fact]
    let attachments: [String]
    let hasAttachments: Bool
    let text: String?
    let hasHTML: Bool
    let isMail: Bool
    let problem: String?
    let canRequeue: Bool
    let canCancel: Bool
    let undo: [UndoBar]
  }

  private struct Fact: Sendable {
    let label: String
    let value: String
  }

  private struct Event: Sendable {
    let at: Formatting.Moment
    let kind: String
    let attempt: String
    let reply: String
    let actor: String
  }

  func add(to routes: PageRoutes) {
    routes.get("admin/queue/:id", for: .users) { request in .page("row", try await model(request)) }
    routes.get("admin/queue/:id/html", for: .users) { request in try await html(request) }
    routes.get("admin/queue/:id/source", for: .users) { request in try await source(request) }
  }

  /// - Throws: ``Problem`` not found, also for a row of a site that this user may not see.
  private func row(_ request: PageRequest) async throws -> (QueueRow, Site) {
    guard let row = try await queue.rows(ids: [request.number("id")]).first else { throw Problem(.notFound) }
    let site = try await sites.find(row.site)
    try request.check(.viewer, on: site.id)
    return (row, site)
  }

  private func model(_ request: PageRequest) async throws -> Model {
    let (row, site) = try await row(request)
    let labels = request.labels
    let formatting = Formatting(labels.language, zone: site.timeZone)
    var mail: MailPreview?
    var text: String?
    var problem: String?
    do {
      mail = try await queue.preview(of: row.id)
      text = if row.channel == .email { mail?.text } else { try await queue.mail(of: row.id).map { String(decoding: $0, as: UTF8.self) } }
    } catch { problem = "\(error)" }
    let mayChange = try (request.user.role(on: site.id) ?? .viewer) >= .editor
    let events = try await queue.events(of: row.id).map { event in
      Event(
        at: formatting.time(event.at), kind: labels.texts["event_kind_\(event.kind)"] ?? labels("reason_\(event.kind)"),
        attempt: event.attempt.map { "\($0)" } ?? "",
        reply: [event.replyCode.map { "\($0)" }, event.reply].compactMap(\.self).joined(separator: " "), actor: event.actor ?? "")
    }
    let files = mail?.files.map { "\($0.name) (\($0.type), \(formatting.number($0.size)))" } ?? []
    return Model(
      row: RowLine(row, labels, formatting), facts: facts(row, labels, formatting),
      explanations: try await queue.explain(row.id).map { $0.text(labels, formatting) },
      events: events, hasEvents: !events.isEmpty,
      headers: mail?.headers.map { Fact(label: $0.name, value: $0.value) } ?? [], attachments: files, hasAttachments: !files.isEmpty,
      text: text.map { Self.cut($0) }, hasHTML: mail?.html != nil, isMail: row.channel == .email, problem: problem,
      canRequeue: mayChange && ![.pending, .sending].contains(row.status),
      canCancel: mayChange && (row.status == .pending || row.retryAt != nil),
      undo: try await operations.open(user: request.user.id).map { UndoBar($0, labels) })
  }

  /// A page stays small: the rest is in the source.
  private static func cut(_ text: String) -> String { text.utf8.count > 50_000 ? String(text.prefix(20_000)) + "…" : text }

  private func facts(_ row: QueueRow, _ labels: Labels, _ formatting: Formatting) -> [Fact] {
    func time(_ time: Timestamp?) -> String? { time.map { formatting.time($0).text } }
    let all: [(String, String?)] = [
      ("site", row.site), ("channel", labels("channel_\(row.channel.rawValue)")),
      ("recipient", row.recipientName.map { "\($0) <\(row.recipient)>" } ?? row.recipient), ("created", time(row.createdAt)),
      ("due", time(row.dueAt)), ("expires", time(row.expiresAt)), ("retry", time(row.retryAt)), ("sent_at", time(row.sentAt)),
      ("delivered_at", time(row.deliveredAt)), ("attempts", formatting.number(Int(row.attempts))), ("priority", "\(row.priority)"),
      ("generation", row.generation > 1 ? "\(row.generation)" : nil),
      ("reply", row.reply.map { text in row.replyCode.map { "\($0) \(text)" } ?? text }), ("remote_id", row.remoteID),
      ("reference", row.reference), ("tags", row.tags?.joined(separator: ", ")), ("message", "\(row.messageID)"),
    ]
    return all.compactMap { name, value in value.map { Fact(label: labels("row_\(name)"), value: $0) } }
  }

  /// The HTML part alone, for the frame: it runs nothing and loads nothing, whatever is in it. Its own styles are what it looks like.
  private func html(_ request: PageRequest) async throws -> PageAnswer {
    let (row, _) = try await row(request)
    guard let html = try await queue.html(of: row.id) else { throw Problem(.notFound) }
    return .response(MailFrame.response(html))
  }

  private func source(_ request: PageRequest) async throws -> PageAnswer {
    let (row, _) = try await row(request)
    let bytes = try await queue.mail(of: row.id) ?? []
    return .response(
      Response(
        status: .ok,
        headers: [
          .contentType: "text/plain; charset=utf-8", .contentSecurityPolicy: "sandbox; default-src 'none'",
          .contentDisposition: "attachment; filename=\"row-\(row.id).\(row.channel == .email ? "eml" : "txt")\"",
        ], body: .init(byteBuffer: ByteBuffer(bytes: bytes))))
  }
}
