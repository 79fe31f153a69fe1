import ArgumentParser
import Envoi
import EnvoiWeb
import Foundation
import Logging
import Postgres
import ServiceLifecycle

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The HTTP API, the admin, receipts and incoming messages; and it sends as envoi work does.",
    discussion: "SIGTERM finishes what is under way (30 s at most), a second one ends at once.")

  /// A second signal ends what a worker is slow to finish; this ends who is slow to read an answer.
  private static let grace = Duration.seconds(35)

  @OptionGroup var options: GlobalOptions
  @Option(name: .long, help: ArgumentHelp("Where to listen, over ENVOI_LISTEN.", valueName: "address:port")) var listen: String?
  @Flag(name: .long, inversion: .prefixedNo, help: "Whether this process sends, too.") var workers = true

  func run() async throws {
    let settings = try options.settings()
    let listen = try listen.map { try ListenAddress($0, field: "--listen") } ?? settings.listen
    let log = settings.log(default: .info)
    let database = Pool(url: settings.databaseURL, applicationName: "envoi serve", size: 8)
    try await Schema.check(database)
    let worker = workers ? try await options.worker(settings, logLevel: .info) : nil
    var callbacks: Callbacks?
    if settings.publicURL != nil, let key = settings.secretKey {
      callbacks = Callbacks(database, secretKey: key, log: log)
    } else {
      let missing = settings.publicURL == nil ? "ENVOI_PUBLIC_URL" : "ENVOI_SECRET_KEY"
      log.notice("without \(missing) receipts cannot be asked for, and neither they nor incoming messages are taken")
    }

    let base = try settings.baseURL(listen)
    let tests = TransportTests(secretKey: settings.secretKey) { [options] in try await options.worker(settings, logLevel: .info) }
    let operations = Operations(database, log: log)
    let (passes, pass) = AsyncStream<Site>.makeStream(bufferingPolicy: .bufferingNewest(100))
    let admin = settings.secretKey.map { key in
      Admin(database, secretKey: key, publicURL: base, sandbox: settings.sandbox, tests: tests, operations: operations, log: log) {
        pass.yield($0)
      }
    }
    if admin == nil { log.notice("without ENVOI_SECRET_KEY there is no admin") }

    let (listening, isListening) = AsyncStream<Void>.makeStream()
    let server = WebServer(
      listen: listen, proxies: settings.trustedProxies, database: database, publicURL: settings.publicURL, callbacks: callbacks,
      tests: tests, admin: admin, log: log
    ) { address in
      print("listening on \(address)")
      fflush(nil)
      isListening.yield()
    }
    let services: [any Service] =
      [
        server, OperationService(operations: operations),
        PassService(sites: passes, worker: { [options] in try await options.worker(settings, logLevel: .info) }, log: log),
      ] + (worker.map { [WorkerService(worker: $0, after: listening)] } ?? [])
    var quiet = log
    quiet.logLevel = .critical
    var configuration = ServiceGroupConfiguration(
      services: services.map {
        .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup, failureTerminationBehavior: .gracefullyShutdownGroup)
      }, logger: quiet)
    configuration.maximumGracefulShutdownDuration = Self.grace
    let group = ServiceGroup(configuration: configuration)
    try await StopSignals.running { isFirst in
      if isFirst { await group.triggerGracefulShutdown() } else { worker?.stop() }
    } body: {
      try await group.run()
    }
  }
}
