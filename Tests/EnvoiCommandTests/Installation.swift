import Foundation
import Postgres
import Support

/// What a user has: the command, a database, a folder for its state, a site.
final class Installation: Sendable {
  /// The program of this build, beside the tests'.
  static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "envoi").path

  let databaseURL: String
  let database: Connection
  let scratch: ScratchDirectory
  /// Where `serve` listens, and gateways reach it; nil where they do not.
  let publicPort: Int?
  var state: String { scratch.file("state").path }
  var environment: [String: String] {
    // What tests are told by the environment is no setting of the program.
    let others = ProcessInfo.processInfo.environment.keys.filter { $0.hasPrefix("ENVOI_") }.map { ($0, "") }
    let own = publicPort.map { ["ENVOI_PUBLIC_URL": "http://127.0.0.1:\($0)", "ENVOI_LISTEN": "127.0.0.1:\($0)"] } ?? [:]
    return Dictionary(uniqueKeysWithValues: others).merging(own) { $1 }.merging(
      ["ENVOI_DATABASE_URL": databaseURL, "ENVOI_STATE_DIR": state, "ENVOI_SECRET_KEY": "correct horse battery staple", "TZ": "UTC"]
    ) { $1 }
  }

  /// - Parameters:
  ///   - site: added, with its sandbox, after the schema; nil for neither.
  ///   - databaseURL: one of the shared cluster's when nil.
  ///   - isReachable: by gateways that have receipts to give.
  init(
    site: String? = "example.org", options: [String] = [], databaseURL: String? = nil, isReachable: Bool = false
  ) async throws {
    self.databaseURL = if let databaseURL { databaseURL } else { try await PostgresCluster.shared().createDatabase() }
    scratch = try ScratchDirectory("envoi")
    publicPort = isReachable ? try Loopback.freePorts() : nil
    database = try await Connection.connect(to: self.databaseURL, applicationName: "tests")
    guard let site else { return }
    try await envoi("migrate").succeeded()
    try await envoi(["site", "add", site, "--from", "News <news@\(site)>"] + options).succeeded()
  }

  /// Runs the command to its end.
  func envoi(_ arguments: String..., input: String = "", environment: [String: String] = [:]) async throws -> Command {
    try await envoi(arguments, input: input, environment: environment)
  }

  func envoi(_ arguments: [String], input: String = "", environment: [String: String] = [:]) async throws -> Command {
    try await Command.run(
      [Self.program] + arguments, input: input, environment: self.environment.merging(environment) { $1 }, directory: scratch.url)
  }

  /// Starts it, for tests that send it signals. What it prints goes to the file `log`.
  func start(_ arguments: String..., input: String = "/dev/null", environment: [String: String] = [:]) throws -> ServerProcess {
    try start(arguments, input: input, environment: environment)
  }

  func start(_ arguments: [String], input: String = "/dev/null", environment more: [String: String] = [:]) throws -> ServerProcess {
    // The shell in between has its children ignore SIGINT.
    let command = ["env", "--default-signal", "sh", "-c", #"exec "$@" <"$INPUT""#, "sh", Self.program] + arguments
    return try ServerProcess(
      command, environment: environment.merging(more) { $1 }.merging(["INPUT": input]) { $1 }, directory: scratch.url,
      log: scratch.file("log"))
  }

  var log: String { (try? String(contentsOf: scratch.file("log"), encoding: .utf8)) ?? "" }

  /// Has the site's mail go to a relay on this machine, unencrypted.
  func addRelay(_ port: Int, _ options: String...) async throws {
    try await envoi(["transport", "add", "relay", "--url", "smtp://127.0.0.1:\(port)"] + options).succeeded()
  }

  /// Puts in a message for each number, to `1@a.test` and so on, with the number in its subject.
  func enqueue(_ numbers: ClosedRange<Int>, site: String = "example.org") async throws {
    let lines = numbers.map { #"{"to": "\#($0)@a.test", "subject": "mail \#($0)", "text": "number \#($0)"}"# }
    try await envoi("enqueue", "--site", site, input: lines.joined(separator: "\n")).succeeded()
  }

  // MARK: As an administrator does with psql

  func sql(_ statement: String) async throws { try await database.execute("\(unescaped: statement)") }

  /// Ends the session, so that the database can be copied.
  func leave() async { await database.close() }

  /// Rows of the queue.
  func count(_ condition: String = "true") async throws -> Int {
    try await database.row("SELECT count(*) FROM envoi.queue WHERE \(unescaped: condition)", as: Int.self) ?? 0
  }

  /// Of the last row put in, of those: `pending`, `error/refused`.
  func state(_ condition: String = "true") async throws -> String? {
    try await database.row(
      "SELECT concat_ws('/', status, reason) FROM envoi.queue WHERE \(unescaped: condition) ORDER BY id DESC LIMIT 1", as: String.self)
  }

  /// The files of a site's sandbox.
  func sandbox(_ site: String = "example.org") throws -> [String] {
    let new = "\(state)/sandbox/\(site)/new"
    return try FileManager.default.contentsOfDirectory(atPath: new).sorted().map {
      try String(contentsOfFile: "\(new)/\($0)", encoding: .utf8)
    }
  }

  /// Everything that the database has, as text.
  func dump() async throws -> String { try await Command.run(["pg_dump", "--inserts", databaseURL]).succeeded() }
}
