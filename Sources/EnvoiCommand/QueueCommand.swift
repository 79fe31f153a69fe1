public import ArgumentParser
public import Envoi
import Foundation
import Postgres

struct QueueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue", abstract: "Look at the rows, send them again, cancel them.",
    subcommands: [List.self, Show.self, Explain.self, Requeue.self, Cancel.self, Stats.self, Purge.self])

  /// Which rows.
  struct FilterOptions: ParsableArguments {
    @OptionGroup var site: SiteOption
    @Option(name: .long, help: "pending, sending, sent, error or delivered; again for more.") var status: [QueueStatus] = []
    @Option(name: .long, help: "Why it is in error: \(Reason.allCases.map(\.rawValue).joined(separator: ", ")).") var reason: Reason?
    @Option(name: .long, help: ArgumentHelp("Exactly this recipient: an address, a number, a chat.", valueName: "address"))
    var recipient: String?
    @Option(name: .long, help: "email, sms, chat or webhook. Default: all but webhook.") var channel: Channel?
    @Option(name: .long, help: ArgumentHelp("Rows of this message.", valueName: "id")) var message: Int?
    @Option(name: .long, help: ArgumentHelp("Put in since: a time, or a span like 2h.", valueName: "time")) var since: String?
    @Option(name: .long, help: ArgumentHelp("Put in until: a time, or a span like 2h.", valueName: "time")) var until: String?
    @Option(name: .long, help: ArgumentHelp("Rows of this newsletter.", valueName: "id")) var newsletter: Int?
    @Option(name: .long, help: "Your own id.") var reference: String?
    @Option(name: .long, help: ArgumentHelp("With this tag.", valueName: "word")) var tag: String?

    private var fields: [(String, String)] {
      let given: [(String, String?)] =
        status.map { ("status", $0.rawValue) } + [
          ("reason", reason?.rawValue), ("recipient", recipient), ("channel", channel?.rawValue),
          ("message", message?.description), ("newsletter", newsletter?.description), ("since", since), ("until", until),
          ("reference", reference), ("tag", tag),
        ]
      return given.compactMap { name, value in value.map { (name, $0) } }
    }

    var saysSomething: Bool { site.site != nil || !fields.isEmpty }

    func filter(_ database: Pool) async throws -> QueueFilter {
      var filter: QueueFilter
      do { filter = try QueueFilter(fields: fields) } catch { throw InvalidInput("--\(error.field)", error.rule, error.value) }
      do { filter.site = try await site.site.asyncMap(Sites(database).id) } catch let error as InvalidInput {
        throw InvalidInput("--site", error.rule, error.value)
      }
      return filter
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Rows, newest first.",
      discussion: """
        Quick at any size: --site, --status, --reason, --recipient, --reference, --newsletter, --message, --since and --until. --channel and \
        --tag alone look at row after row from the newest one on.
        """)
    @OptionGroup var options: GlobalOptions
    @OptionGroup var filter: FilterOptions
    @Option(name: .long, help: "Rows of a page.") var limit = 50
    @Option(name: .long, help: ArgumentHelp("The page of rows below this id.", valueName: "id")) var before: Int?
    @Flag(help: "One JSON object a line.") var json = false

    func validate() throws {
      guard (1...100_000).contains(limit) else { throw ValidationError("--limit must be between 1 and 100000") }
    }

    func run() async throws {
      let database = try await options.database(options.settings())
      let rows = try await Queue(database).page(filter.filter(database), before: before, limit: limit)
      if json { return try rows.forEach { try Terminal.printJSON(RowListing($0)) } }
      Terminal.printTable(
        ["ID", "MESSAGE", "SITE", "STATUS", "RECIPIENT", "SUBJECT OR TEXT", "CREATED", "TRIES", "REPLY"],
        rows.map { row in
          [
            "\(row.id)", "\(row.messageID)", row.site, RowListing.state(row), row.recipient,
            Terminal.cut(row.subject ?? row.excerpt ?? "", to: 40),
            row.createdAt.brief, "\(row.attempts)", Terminal.cut((row.receipt.map { "\($0.summary): " } ?? "") + (row.reply ?? ""), to: 60),
          ]
        })
      if rows.count == limit, let last = rows.last { Terminal.complain("more: --before \(last.id)") }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One row, what happened to it, and the mail as it is sent.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The row.") var id: Int
    @Flag(help: "Only the mail, as RFC 5322 bytes; of an SMS or a chat the text, of a webhook the body.") var mail = false
    @Flag(help: "The row and its events as JSON objects, one a line.") var json = false

    func validate() throws {
      guard !mail || !json else { throw ValidationError("either --mail or --json") }
    }

    func run() async throws {
      let database = try await options.database(options.settings())
      let queue = Queue(database)
      guard let row = try await queue.rows(ids: [id]).first else { throw InvalidInput("id", "is no row of the queue", "\(id)") }
      if mail {
        let bytes = Data(try await queue.mail(of: id) ?? [])
        // A reader that has seen enough (`| head`) is no error.
        return (try? FileHandle.standardOutput.write(contentsOf: bytes)) ?? ()
      }
      let events = try await queue.events(of: id)
      if json {
        try Terminal.printJSON(RowListing(row))
        return try events.forEach { try Terminal.printJSON(EventListing($0)) }
      }
      for (name, value) in RowListing(row).fields { print("\(name.padding(toLength: 12, withPad: " ", startingAt: 0))\(value.visible)") }
      for event in events { print("\(event.at.brief)  \(EventListing.line(event).visible)") }
      print("")
      do { print(String(decoding: try await queue.mail(of: id) ?? [], as: UTF8.self).replacing("\r\n", with: "\n")) } catch {
        Terminal.complain("the mail cannot be composed: \(error)")
      }
    }
  }

  struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Why a row has not left, and when it will.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The row.") var id: Int

    func run() async throws {
      let settings = try options.settings()
      let queue = Queue(try await options.database(settings))
      let sentences = try await queue.explain(id)
      if settings.redirect != nil, let row = try await queue.rows(ids: [id]).first, row.channel != .email, row.sentAt == nil {
        print("ENVOI_REDIRECT_ALL is set here, and it is no address for \(row.channel.rawValue): these messages wait")
      }
      for sentence in sentences { print(sentence) }
    }
  }

  struct Requeue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send rows again: ids, or a filter.",
      discussion: """
        As UPDATE envoi.queue SET status = 'pending' does: fresh attempts, due now. A filter, or --all, takes rows in error; those that were \
        sent only with --status sent or delivered, for their recipients get the mail twice. Ids are taken as they are.
        """)
    @OptionGroup var change: ChangeOptions

    func run() async throws {
      try await change.run(.requeue, "requeued") { $0.status != .pending }
    }
  }

  struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End rows that wait: ids, or a filter.")
    @OptionGroup var change: ChangeOptions

    func run() async throws {
      try await change.run(.cancel, "cancelled") { [.pending, .sending].contains($0.status) || $0.retryAt != nil }
    }
  }

  /// Rows to change.
  struct ChangeOptions: ParsableArguments {
    @OptionGroup var options: GlobalOptions
    @Argument(help: "Rows.") var ids: [Int] = []
    @OptionGroup var filter: FilterOptions
    @Flag(help: "Only count; more than 10,000 rows of a state are an estimate.") var dryRun = false
    @Flag(help: "All rows, where no id and no filter says which.") var all = false

    func validate() throws {
      guard !ids.isEmpty || filter.saysSomething || all else { throw ValidationError("say which rows: ids, a filter, or --all") }
    }

    /// - Parameter canBe: whether a row is in a state for it.
    func run(_ kind: Envoi.Operation.Kind, _ done: String, canBe: (QueueRow) -> Bool) async throws {
      let database = try await options.database(options.settings())
      var filter = try await filter.filter(database)
      if !ids.isEmpty { filter.ids = ids }
      let queue = Queue(database)
      let named = try await queue.rows(ids: ids)
      if let unknown = Swift.Set(ids).subtracting(named.map(\.id)).min() {
        throw InvalidInput("id", "is no row of the queue", "\(unknown)")
      }
      let others = named.filter { !canBe($0) }
      for row in others { Terminal.complain("row \(row.id) cannot be \(done): it is \(RowListing.state(row))") }
      if dryRun {
        let counts = try await queue.count(kind, filter)
        let states = QueueStatus.allCases.compactMap { status in counts[status].map { "\($0.text) \(status)" } }.joined(separator: ", ")
        let total = counts.values.reduce(.exact(0), +)
        return print("\(total.text) row\(total.number == 1 ? "" : "s") would be \(done)\(states.isEmpty ? "" : ": \(states)")")
      }
      print("\(Terminal.count(try await queue.change(kind, filter, by: .at("queue \(kind.rawValue)")), "row")) \(done)")
      if !others.isEmpty { throw ExitCode(Failure.badData) }
    }
  }

  struct Stats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Rows by state.")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var site: SiteOption
    @Flag(help: "One JSON object with the five states as keys.") var json = false

    func run() async throws {
      let database = try await options.database(options.settings())
      let chosen = try await site.site.asyncMap(Sites(database).id)
      let counts = try await Queue(database).statistics(site: chosen)
      if json { return try Terminal.printJSON(Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })) }
      for status in QueueStatus.allCases {
        print("\(status.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0))\(counts[status] ?? 0)")
      }
    }
  }

  struct Purge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Delete rows that have ended and are older than their site keeps them, with their events; messages with their last row.",
      discussion: "How long that is: envoi site set DOMAIN --keep 90d. For cron, once a night.")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var site: SiteOption
    @Option(name: .long, help: ArgumentHelp("Put in longer ago than this, whatever the site says: 90d, 36h.", valueName: "duration"))
    var olderThan: String?
    @Flag(help: "Only count.") var dryRun = false

    func run() async throws {
      let age = try olderThan.map { try DurationText.seconds($0, field: "--older-than") }
      let database = try await options.database(options.settings())
      let chosen = try await site.site.asyncMap(Sites(database).id)
      let queue = Queue(database)
      if dryRun { return print("\(Terminal.count(try await queue.purgeableCount(olderThan: age, site: chosen), "row")) would be deleted") }
      let count = try await queue.purge(olderThan: age, site: chosen, by: .at("queue purge")) {
        Terminal.status("\(Terminal.count($0, "row")) deleted")
      }
      Terminal.status("")
      print("\(Terminal.count(count, "row")) deleted")
    }
  }
}

extension Count {
  fileprivate var text: String { isExact ? "\(number)" : "about \(number)" }
}

extension QueueStatus: ExpressibleByArgument {}
extension Channel: ExpressibleByArgument {}
extension Reason: ExpressibleByArgument {}
