import ArgumentParser
import Envoi
import Foundation
import Logging
import Postgres

struct Enqueue: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put messages into the queue: JSON Lines, or one message and a CSV file of recipients.",
    discussion: """
      A line is one message to one or many recipients:
        {"to": "ann@example.org", "subject": "Hello", "text": "Hello {{name}}"}
        {"to": [{"address": "bob@example.org", "name": "Bob", "variables": {"city": "Lyon"}}], "subject": "…", "html": "…"}
        {"channel": "sms", "to": "+33612345678", "text": "…"}
        {"channel": "chat", "to": "ops", "text": "…"}
      Fields: channel, to, subject, text, html, from, reply_to, headers, attachments, inline, priority, due_at, expires_at, reference, tags, key.
      It streams. A line that is wrong is reported and the others go in (exit 65). Where it was interrupted it says which line to go on from.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var site: SiteOption
  @Argument(help: "JSON Lines; - or nothing reads standard input.") var file = "-"
  @Option(name: .long, help: ArgumentHelp("One message, a JSON object without to.", valueName: "file")) var message: String?
  @Option(
    name: .long, help: ArgumentHelp("Its recipients: CSV with the columns address (or number), name and variables.", valueName: "file"))
  var recipients: String?
  @Option(name: .long, help: ArgumentHelp("Begin with this line, after an interruption.", valueName: "number")) var fromLine = 1

  func validate() throws {
    guard fromLine >= 1 else { throw ValidationError("--from-line must be 1 or more") }
    guard (message == nil) == (recipients == nil) else { throw ValidationError("--message and --recipients go together") }
    guard message == nil || file == "-" else { throw ValidationError("either a file of JSON Lines, or --message and --recipients") }
  }

  func run() async throws {
    let settings = try options.settings()
    let database = try await options.database(settings)
    let door = try await Door(database, site: Sites(database).find(site.site))
    let log = settings.log(default: .warning)
    let source = message.flatMap { message in recipients.map { Source.message(message, recipients: $0) } } ?? .lines(file)
    try await StopSignals.cancelling { try await source.put(into: database, door, from: fromLine, log) }
  }

  /// What is put in.
  private enum Source {
    case lines(String)
    case message(String, recipients: String)

    func put(into database: Pool, _ door: Door, from line: Int, _ log: Logger) async throws {
      let start = ContinuousClock.now
      var last = ImportProgress()
      let refused: (ImportProgress.Refusal) -> Void = { Terminal.complain($0.description) }
      let progress: (ImportProgress) -> Void = { now in
        last = now
        Terminal.status("\(Terminal.count(now.rows, "row")) in, \(Terminal.count(now.refused, "line")) refused")
      }
      do {
        switch self {
        case .message(let file, let recipients):
          guard let json = FileManager.default.contents(atPath: file) else { throw InvalidInput("--message", "cannot be read", file) }
          let recipientImport: RecipientImport
          do {
            let submission = try Submission(
              json: [UInt8](json), door: door, directory: URL(filePath: file).deletingLastPathComponent().path)
            recipientImport = try RecipientImport(database, door: door, submission: submission, log: log)
          } catch { throw InvalidInput("\(file): \(error.field)", error.rule, error.value) }
          try await recipientImport.run(BlockReader(recipients), from: line, refused: refused, progress: progress)
        case .lines(let file):
          if file == "-", isatty(0) == 1 { Terminal.complain("type JSON Lines, end with Ctrl-D") }
          let directory = file == "-" ? "." : URL(filePath: file).deletingLastPathComponent().path
          try await MessageImport(database, door: door, directory: directory, log: log)
            .run(BlockReader(file), from: line, refused: refused, progress: progress)
        }
      } catch {
        Terminal.status("")
        if last.line == 0, error is CancellationError { Terminal.complain("nothing was put in") }
        if last.line > 0 {
          let goOn = error is CommitInDoubt ? "" : "; go on with --from-line \(last.line + 1)"
          Terminal.complain("lines 1 to \(last.line) are settled, \(Terminal.count(last.rows, "row")) put in\(goOn)")
        }
        throw error
      }
      Terminal.status("")
      let seconds = start.duration(to: .now) / .seconds(1)
      func named(_ count: Int, _ message: Int?) -> String { count == 1 ? message.map { " (\($0))" } ?? "" : "" }
      var line = "\(door.site.domain): \(Terminal.count(last.rows, "row")) of \(Terminal.count(last.messages, "message"))"
      line += "\(named(last.messages, last.message)) queued"
      if last.known > 0 { line += ", \(last.known)\(named(last.known, last.knownMessage)) accepted before" }
      if last.refused > 0 { line += ", \(Terminal.count(last.refused, "line")) refused" }
      print(line + String(format: ", %.1f s", seconds))
      if last.refused > 0 { throw ExitCode(Failure.badData) }
    }
  }
}
