internal import Envoi
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import MessageFormat
internal import Postgres

/// Where editors write a message to one or a few recipients.
struct ComposePages {
  /// Bytes of a form without its files.
  private static let textLimit = 4 << 20

  let database: Pool
  let audit: Audit
  let log: Logger

  func add(to routes: PageRoutes) {
    let body = FormBody.files { [database] request in
      try await ComposeDesk.site(request, database).attachmentLimit + Self.textLimit
    }
    routes.get("admin/compose", for: .users) { request in
      let user = try request.user
      let mailbox = try Mailbox(name: user.name, address: user.address)
      let desk = try await ComposeDesk(request, database)
      return .page("compose", ComposePage(desk, ComposeForm(test: desk.channel == .email ? mailbox.description : ""), request.labels))
    }
    routes.post("admin/compose", for: .users, taking: body) { request in try await act(request) }
    routes.post("admin/compose/html", for: .users, taking: body) { request in try await html(request) }
  }

  private func act(_ request: PageRequest) async throws -> PageAnswer {
    let desk = try await ComposeDesk(request, database)
    let written = ComposeForm(request.form)
    var page = ComposePage(desk, written, request.labels)
    page.hadFiles = !request.files.isEmpty
    do {
      switch request.form["action"] {
      case "send": return try await send(written, desk, request)
      case "test":
        try await sendTest(written, desk, request)
        page.notice = request.labels("compose_tested", ["recipient": written.test])
      case "preview": page.preview = try preview(written, desk, request)
      default: throw Problem(.badRequest)
      }
      return .page("compose", page)
    } catch let error as InvalidInput {
      page.complain(error, isTest: request.form["action"] == "test", request.labels)
      return .page("compose", page, status: .unprocessableContent)
    }
  }

  private func send(_ written: ComposeForm, _ desk: ComposeDesk, _ request: PageRequest) async throws -> PageAnswer {
    let recipients = try written.recipients(desk.channel)
    let json = try written.message(
      desk.channel, to: recipients, due: written.due(of: desk.door.site), key: Self.key(written, "compose"))
    let rows = try await put(json, "message.send", written, desk, request)
    return .redirect("/admin/queue/\(rows.first ?? 0)", notice: "done_queued", count: rows.count)
  }

  private func sendTest(_ written: ComposeForm, _ desk: ComposeDesk, _ request: PageRequest) async throws {
    guard desk.channel != .chat, !written.test.isEmpty else { throw InvalidInput("test", "is missing: who gets the test") }
    let json = try written.message(desk.channel, to: [written.test], key: Self.key(written, "compose-test"), tag: "test")
    _ = try await put(json, "message.test", written, desk, request)
  }

  /// - Throws: ``Problem`` where the form does not have the key that it was given.
  private static func key(_ written: ComposeForm, _ kind: String) throws(Problem) -> String {
    guard written.key.wholeMatch(of: /[A-Za-z0-9_\-]{20,50}/) != nil else { throw Problem(.badRequest) }
    return "\(kind) \(written.key)"
  }

  /// The same way in as that of `envoi send`.
  private func put(
    _ json: Data, _ action: String, _ written: ComposeForm, _ desk: ComposeDesk, _ request: PageRequest
  ) async throws -> [Int] {
    let site = desk.door.site
    let (rows, isNew) = try await Intake(database, door: desk.door, log: log).enqueue(json: json, files: .parts(request.files))
    if isNew {
      var detail = ["channel": desk.channel.rawValue, "recipients": "\(rows.count)"]
      if desk.channel == .email { detail["subject"] = written.subject }
      try await audit.record(action, subject: rows.first.map(String.init), site: site.id, detail: detail, by: request.visitor.actor)
    }
    return rows
  }

  // MARK: Preview

  private func preview(_ written: ComposeForm, _ desk: ComposeDesk, _ request: PageRequest) throws -> ComposePreview {
    let intake = Intake(database, door: desk.door, log: log)
    let json = try written.message(desk.channel, to: written.recipients(desk.channel))
    let due = try written.due(of: desk.door.site).map { Formatting(request.labels.language, zone: desk.door.site.timeZone).time($0) }
    return ComposePreview(
      try intake.rendered(json: json, files: .parts(request.files)), sms: try intake.preview(json: json, files: .parts(request.files)),
      due: due, replyTo: written.replyTo, files: request.files, request.labels)
  }

  /// The HTML alone, for the frame.
  private func html(_ request: PageRequest) async throws -> PageAnswer {
    let desk = try await ComposeDesk(request, database)
    let written = ComposeForm(request.form)
    let json = try written.message(.email, to: written.recipients(.email))
    guard let html = try Intake(database, door: desk.door, log: log).rendered(json: json, files: .parts([])).html else {
      throw Problem(.notFound)
    }
    return .response(MailFrame.response(html))
  }
}
