import ArgumentParser
import Envoi
import Foundation
import Logging
import MessageFormat
import Postgres

struct Send: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put one message into the queue.",
    discussion: """
      A mail with --to, an SMS with --sms, a team chat with --chat. The text comes from --text or from standard input. {{name}} and {{variables.x}} in subject, text and HTML are filled in for each recipient.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var site: SiteOption
  @Option(name: .long, help: ArgumentHelp("Recipient: ann@example.org or 'Ann <ann@example.org>'; again for more.", valueName: "mailbox"))
  var to: [String] = []
  @Option(name: .long, help: ArgumentHelp("Phone that gets an SMS: +33612345678; again for more.", valueName: "number")) var sms: [String] =
    []
  @Option(name: .long, help: ArgumentHelp("Chat to post in, by its transport's name; again for more.", valueName: "name")) var chat:
    [String] =
      []
  @Option(name: .long, help: .hidden) var cc: [String] = []
  @Option(name: .long, help: .hidden) var bcc: [String] = []
  @Option(name: .long, help: "The subject of a mail.") var subject: String?
  @Option(name: .long, help: ArgumentHelp("The text; - reads standard input.", valueName: "text")) var text: String?
  @Option(name: .long, help: ArgumentHelp("File of the HTML; - reads standard input.", valueName: "file")) var html: String?
  @Option(
    name: .long,
    help: ArgumentHelp("Sender: a mailbox; of an SMS a number or a name. Default: the site's, the transport's.", valueName: "sender"))
  var from: String?
  @Option(name: .long, help: ArgumentHelp("Where answers go.", valueName: "mailbox")) var replyTo: String?
  @Option(name: .long, help: ArgumentHelp("Further header field, 'Name: value'; again for more.", valueName: "field")) var header:
    [String] = []
  @Option(name: .long, help: ArgumentHelp("File to attach; again for more.", valueName: "file")) var attach: [String] = []
  @Option(name: .customLong("var"), help: ArgumentHelp("Variable, key=value; again for more.", valueName: "key=value")) var variables:
    [String] = []
  @Option(name: .long, help: "0 goes first, 9 last. Default: 5.") var priority: Int?
  @Option(name: .long, help: ArgumentHelp("Not before: 2026-11-21T09:30:00+01:00.", valueName: "time")) var due: String?
  @Option(name: .long, help: ArgumentHelp("Given up then. Default: two days after it is due.", valueName: "time")) var expires: String?
  @Option(name: .long, help: "Your own id.") var reference: String?
  @Option(name: .long, help: ArgumentHelp("A word to find it by; again for more.", valueName: "word")) var tag: [String] = []
  @Option(name: .long, help: "Idempotency: the same key and content is accepted once.") var key: String?
  @Flag(name: .long, help: "Only check; of an SMS say how many parts it has, and what they cost.") var dryRun = false
  @Flag(name: .long, help: "Wait until it is sent or refused, and say what the relay answered.") var wait = false

  func validate() throws {
    switch [to, sms, chat].count(where: { !$0.isEmpty }) {
    case 0: throw ValidationError("--to is needed: a recipient; or --sms, or --chat")
    case 1: break
    default: throw ValidationError("--to, --sms and --chat exclude each other: a message goes one way")
    }
    if to.isEmpty {
      let others = [
        ("--subject", subject != nil), ("--html", html != nil), ("--from", from != nil && sms.isEmpty), ("--reply-to", replyTo != nil),
        ("--header", !header.isEmpty),
        ("--attach", !attach.isEmpty),
      ]
      if let other = others.first(where: \.1) {
        throw ValidationError("\(other.0) goes with --to: an SMS and a chat's message are a text alone")
      }
    } else if subject == nil {
      throw ValidationError("--subject is needed")
    }
    guard !dryRun || !wait else { throw ValidationError("either --dry-run or --wait") }
    guard text != "-" || html != "-" else { throw ValidationError("either --text or --html reads standard input, not both") }
    guard cc.isEmpty, bcc.isEmpty else {
      throw ValidationError("--cc and --bcc are refused: each recipient gets a mail of their own; name them all, --to again and again")
    }
  }

  func run() async throws {
    let settings = try options.settings()
    let database = try await options.database(settings)
    let site = try await Sites(database).find(site.site)
    let json = try JSONSerialization.data(withJSONObject: object())
    let intake = Intake(database, door: try await Door(database, site: site), log: settings.log(default: .warning))
    let (ids, isNew): ([Int], Bool)
    do {
      if dryRun || !sms.isEmpty {
        let previews = try intake.preview(json: json, files: .folder("."))
        previews.first.map(Self.tellChanges)
        if dryRun { return tell(previews) }
      }
      (ids, isNew) = try await intake.enqueue(json: json, files: .folder("."))
    } catch let error as InvalidInput { throw named(error) }
    for id in ids { print(isNew ? "queued \(id)" : "accepted before as \(id)") }
    if !sms.isEmpty {
      for row in try await Queue(database).rows(ids: ids) where row.reason == .suppressed {
        Terminal.complain("\(row.id) is not sent: \(row.recipient) has asked for nothing more (envoi suppression)")
      }
    }
    guard wait, let first = ids.first else { return }
    do { try await StopSignals.cancelling { try await Waiting(database: database, ids: ids).run() } } catch is CancellationError {
      Terminal.complain("no longer waiting; what was queued stays queued: envoi queue show \(first)")
      throw ExitCode(Failure.interrupted)
    }
  }

  private static func tellChanges(_ preview: SMSPreview) {
    let changes = preview.changes.map { "\($0.from) as \($0.to.isEmpty ? "nothing" : $0.to)" }
    if !changes.isEmpty { Terminal.complain("written plainer: \(changes.joined(separator: ", "))") }
  }

  /// What would be put in.
  private func tell(_ previews: [SMSPreview]) {
    guard !previews.isEmpty else { return print("\(Terminal.count(to.count + chat.count, "message")) would be queued") }
    for preview in previews {
      let units = preview.text.units.map(String.init).joined(separator: " + ")
      let parts =
        "\(Terminal.count(preview.text.parts.count, "part")) (\(units) \(preview.text.encoding == .gsm7 ? "septet" : "UTF-16 unit")\(preview.text.units == [1] ? "" : "s"))"
      print(["\(preview.recipient): \(preview.text.encoding.rawValue)", parts, preview.cost].compactMap(\.self).joined(separator: ", "))
    }
  }

  /// With the option that the field of the message comes from.
  private func named(_ error: InvalidInput) -> InvalidInput {
    var path = error.field
    if path.hasPrefix("to["), let dot = path.firstIndex(of: ".") { path = String(path[path.index(after: dot)...]) }
    if path == "variables", error.rule.hasPrefix("missing: name"), to.isEmpty {
      return InvalidInput(sms.isEmpty ? "--chat" : "--sms", "has no name to fill {{name}} in with: use --var and {{variables.name}}")
    }
    if path == "variables", error.rule.hasPrefix("missing: name") {
      return InvalidInput("--to", "must have a name, like 'Ann <ann@example.org>': {{name}} is filled in with it")
    }
    let recipient = to.isEmpty ? sms.isEmpty ? "--chat" : "--sms" : "--to"
    let options = [
      "to": recipient, "address": recipient, "channel": recipient, "name": "--to", "variables": "--var", "from": "--from",
      "reply_to": "--reply-to",
      "subject": "--subject", "text": "--text", "html": "--html",
      "headers": "--header", "attachments": "--attach", "priority": "--priority", "due_at": "--due", "expires_at": "--expires",
      "reference": "--reference", "tags": "--tag", "key": "--key",
    ]
    let root = path.prefix { $0 != "." && $0 != "[" }
    let header = root == "headers" ? " \(path.dropFirst("headers.".count))" : ""
    return InvalidInput((options[String(root)] ?? path) + header, error.rule, error.value)
  }

  /// The message as a line of `envoi enqueue`: one way in.
  private func object() throws -> [String: Any] {
    var object: [String: Any] = [:]
    object["subject"] = subject
    if to.isEmpty { object["channel"] = sms.isEmpty ? "chat" : "sms" }
    var given: [String: String] = [:]
    for variable in variables {
      guard let equals = variable.firstIndex(of: "="), equals != variable.startIndex else {
        throw InvalidInput("--var", "must be key=value", variable)
      }
      given[String(variable[..<equals])] = String(variable[variable.index(after: equals)...])
    }
    let others = (sms + chat).map { ["address": $0, "variables": given] as [String: Any] }
    object["to"] =
      try others
      + to.map { text in
        do {
          let mailbox = try Mailbox(text)
          return ["address": mailbox.address.description, "name": mailbox.name ?? "", "variables": given] as [String: Any]
        } catch { throw InvalidInput("--to", "\(error)") }
      }
    if text == "-" || text == nil && html == nil { object["text"] = try standardInput() } else if let text { object["text"] = text }
    if let html { object["html"] = html == "-" ? try standardInput() : try Self.file(html, "--html") }
    object["from"] = from
    object["reply_to"] = replyTo
    var headers: [String: String] = [:]
    for field in header {
      guard let colon = field.firstIndex(of: ":") else { throw InvalidInput("--header", "must be 'Name: value'", field) }
      headers[String(field[..<colon])] = String(field[field.index(after: colon)...]).trimmingCharacters(in: .whitespaces)
    }
    if !headers.isEmpty { object["headers"] = headers }
    if !attach.isEmpty { object["attachments"] = attach.map { ["path": $0] } }
    object["priority"] = priority
    object["due_at"] = due
    object["expires_at"] = expires
    object["reference"] = reference
    if !tag.isEmpty { object["tags"] = tag }
    object["key"] = key
    return object
  }

  private func standardInput() throws -> String {
    if isatty(0) == 1 { Terminal.complain("type the text, end with Ctrl-D") }
    guard let data = try? FileHandle.standardInput.readToEnd() ?? Data() else { throw InvalidInput("standard input", "cannot be read") }
    guard let text = String(data: data, encoding: .utf8) else { throw InvalidInput("standard input", "must be UTF-8") }
    return text
  }

  private static func file(_ path: String, _ field: String) throws -> String {
    guard let text = String(file: path) else { throw InvalidInput(field, "cannot be read as UTF-8", path) }
    return text
  }
}
