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
      The text comes from --text or from standard input. {{name}} and {{variables.x}} in subject, text and HTML are filled in for each recipient.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var site: SiteOption
  @Option(name: .long, help: ArgumentHelp("Recipient: ann@example.org or 'Ann <ann@example.org>'; again for more.", valueName: "mailbox"))
  var to: [String] = []
  @Option(name: .long) var subject: String
  @Option(name: .long, help: ArgumentHelp("The text; - reads standard input.", valueName: "text")) var text: String?
  @Option(name: .long, help: ArgumentHelp("File of the HTML; - reads standard input.", valueName: "file")) var html: String?
  @Option(name: .long, help: ArgumentHelp("Sender. Default: the site's.", valueName: "mailbox")) var from: String?
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
  @Flag(name: .long, help: "Wait until it is sent or refused, and say what the relay answered.") var wait = false

  func run() async throws {
    let settings = try await options.settings()
    let database = try await options.database(settings)
    let site = try await Sites(database).find(site.site)
    let json = try JSONSerialization.data(withJSONObject: object())
    let ids: [Int]
    do {
      ids = try await Intake(database, site: site, log: settings.log(default: .warning)).enqueue(json: json, directory: ".")
    } catch let error as InvalidInput { throw InvalidInput(Self.option(error.field), error.rule, error.value) }
    guard !ids.isEmpty else { return print("accepted before, under the key \(key ?? "")") }
    for id in ids { print("queued \(id)") }
    guard wait else { return }
    do { try await StopSignals.cancelling { try await Waiting(database: database, ids: ids).run() } } catch is CancellationError {
      Terminal.complain("no longer waiting; what was queued stays queued: envoi queue show \(ids[0])")
      throw ExitCode(Failure.interrupted)
    }
  }

  /// The option that a field of the message comes from.
  private static func option(_ field: String) -> String {
    if field.hasPrefix("to["), field.hasSuffix(".variables") { return "--var" }
    let options = [
      "to": "--to", "from": "--from", "reply_to": "--reply-to", "subject": "--subject", "text": "--text", "html": "--html",
      "headers": "--header", "attachments": "--attach", "priority": "--priority", "due_at": "--due", "expires_at": "--expires",
      "reference": "--reference", "tags": "--tag", "key": "--key",
    ]
    return options[String(field.prefix { $0 != "." && $0 != "[" })] ?? field
  }

  /// The message as a line of `envoi enqueue`: one way in.
  private func object() throws -> [String: Any] {
    guard !to.isEmpty else { throw ValidationError("--to is needed: a recipient") }
    var object: [String: Any] = ["subject": subject]
    var given: [String: String] = [:]
    for variable in variables {
      guard let equals = variable.firstIndex(of: "="), equals != variable.startIndex else {
        throw InvalidInput("--var", "must be key=value", variable)
      }
      given[String(variable[..<equals])] = String(variable[variable.index(after: equals)...])
    }
    object["to"] = try to.map { text in
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
    guard let text = String(data: FileHandle.standardInput.readDataToEndOfFile(), encoding: .utf8) else {
      throw InvalidInput("standard input", "must be UTF-8")
    }
    return text
  }

  private static func file(_ path: String, _ field: String) throws -> String {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw InvalidInput(field, "cannot be read as UTF-8", path) }
    return text
  }
}
