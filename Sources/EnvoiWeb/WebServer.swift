public import Envoi
internal import Glibc
internal import Hummingbird
public import Logging
internal import NIOCore
public import Postgres
public import ServiceLifecycle

/// What is reached over HTTP. It runs until it is shut down gracefully, and answers what it has begun.
public struct WebServer: Service, CustomStringConvertible {
  /// How long a client may take over the body of a request.
  var bodyLimit = TimeAmount.seconds(20)
  /// How long it may take to read what waits for it, and a second for each 32 kB.
  var answerLimit = TimeAmount.seconds(20)
  /// How long a connection may have nothing to say: longer than proxies keep theirs (60 s).
  var idleLimit = TimeAmount.seconds(75)
  /// Where more connections are open none is kept after its answer.
  var keptConnections = 250
  /// How often who watches the queue hears something, though nothing happens: more often than proxies cut what is silent (60 s).
  var beat = Duration.seconds(15)
  /// Open at a time: a process may have 1,024 files. The others wait in the backlog.
  private static let connections = 500
  private static let backlog = 1024

  private let listen: ListenAddress
  private let proxies: TrustedProxies
  private let database: Pool
  private let callbacks: CallbackRoutes?
  private let publicURL: PublicURL?
  private let tests: TransportTests
  private let admin: Admin?
  private let log: Logger
  private let onListening: @Sendable (String) async -> Void

  public var description: String { "web server" }

  /// - Parameters:
  ///   - publicURL: how the outside reaches it.
  ///   - proxies: that are believed when they say whom they ask for.
  ///   - callbacks: nil where no receipts and no incoming messages are taken.
  ///   - onListening: gets the address, with the port it has now: `http://127.0.0.1:8080`.
  public init(
    listen: ListenAddress, proxies: TrustedProxies = .standard, database: Pool, publicURL: PublicURL?, callbacks: Callbacks?,
    tests: TransportTests, admin: Admin? = nil, log: Logger,
    onListening: @escaping @Sendable (String) async -> Void
  ) {
    (self.listen, self.database, self.log, self.onListening) = (listen, database, log, onListening)
    self.callbacks = callbacks.flatMap { callbacks in publicURL.map { CallbackRoutes(callbacks: callbacks, publicURL: $0, log: log) } }
    self.admin = admin
    (self.proxies, self.publicURL, self.tests) = (proxies, publicURL, tests)
  }

  /// - Throws: ``CannotListen``.
  public func run() async throws {
    let quiet = Logger(label: log.label) { _ in WarningsOnly(log: log) }
    let crowd = CrowdLimit.Count(limit: keptConnections)
    let application = Application(
      router: try router(),
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [RequestDeadline(bodyLimit), AnswerDeadline(answerLimit), CrowdLimit(crowd)], idleTimeout: idleLimit)),
      configuration: .init(
        address: .hostname(listen.host, port: listen.port), backlog: Self.backlog,
        availableConnectionsDelegate: .maximum(Self.connections, logger: quiet)),
      onServerRunning: { [listen, onListening] channel in
        await onListening("http://\(ListenAddress(host: listen.host, port: channel.localAddress?.port ?? listen.port))")
      },
      logger: quiet)
    do {
      try await application.run()
    } catch let error as IOError {
      let isTaken = error.errnoCode == EADDRINUSE
      throw CannotListen(address: listen, why: isTaken ? "another program has this port" : String(cString: strerror(error.errnoCode)))
    } catch is SocketAddressError.UnknownHost {
      throw CannotListen(address: listen, why: "there is no such host")
    }
  }

  func router() throws -> Router<WebContext> {
    // Below which the outside sees all; a proxy may keep it or take it away.
    let prefix = publicURL?.path ?? ""
    let router = Router(context: WebContext.self)
    router.addMiddleware {
      AccessLog(log: log, api: ["/v1/", "\(prefix)/v1/"])
      ProblemAnswers()
      WebContext.Trust(proxies: proxies)
    }
    let budget = BodyBudget()
    let pages = try admin?.server(budget)
    if let pages { router.add(middleware: PageRefusals(server: pages)) }
    HealthRoutes(database: database).add(to: router)
    MetricRoutes(database: database).add(to: router)
    let live = LiveEvents(database, log: log, beat: beat)
    let api = APIRoutes(database, publicURL: publicURL, tests: tests, live: live, budget: budget, log: log)
    func addRoutes(to router: some RouterMethods<WebContext>) throws {
      api.add(to: router)
      callbacks?.add(to: router)
      if let pages { try admin?.add(pages, to: router, live: live) }
    }
    try addRoutes(to: router)
    if !prefix.isEmpty { try addRoutes(to: router.group(RouterPath(prefix))) }
    return router
  }
}
