public import Envoi
internal import HTTPTypes
internal import Hummingbird
public import Logging
public import Postgres

/// The admin: the queue for people who would rather look than type.
public struct Admin: Sendable {
  let base: PublicURL
  let sessions: Sessions
  let users: Users
  let audit: Audit
  let database: Pool
  let sites: Sites
  let transports: SiteTransports
  let webhooks: Webhooks
  let tests: TransportTests
  let sandbox: String
  let operations: Operations
  let log: Logger
  /// Runs a pass over a site in this process, for where no worker runs for ever.
  let pass: @Sendable (Site) -> Void

  /// - Parameters:
  ///   - publicURL: how browsers reach it.
  ///   - sandbox: folder of the Maildirs that new sites get.
  ///   - pass: runs a pass over a site in this process, for where no worker runs for ever.
  public init(
    _ database: Pool, secretKey: SecretKey, publicURL: PublicURL, sandbox: String, tests: TransportTests, operations: Operations,
    log: Logger,
    pass: @escaping @Sendable (Site) -> Void
  ) {
    (self.database, self.sandbox, self.tests, self.operations, self.pass) = (database, sandbox, tests, operations, pass)
    self.log = log
    base = publicURL
    sessions = Sessions(database, secretKey: secretKey)
    users = Users(database, secretKey: secretKey, publicURL: publicURL, log: log)
    audit = Audit(database)
    sites = Sites(database)
    transports = SiteTransports(database, secretKey: secretKey)
    webhooks = Webhooks(database, secretKey: secretKey)
  }

  func server(_ budget: BodyBudget) throws -> PageServer { try PageServer(base: base, sessions: sessions, budget: budget) }

  func add(_ server: PageServer, to router: some RouterMethods<WebContext>, live: LiveEvents) throws {
    AssetRoutes().add(to: router)
    router.get("/") { [base] _, _ in Response(status: .seeOther, headers: [.location: "\(base.path)/admin"]) }
    let routes = PageRoutes(router, server)
    LoginPages(sessions: sessions, audit: audit).add(to: routes)
    PasswordPages(users: users, throttle: Throttle(database), audit: audit).add(to: routes)
    ProfilePages(users: users, audit: audit).add(to: routes)
    ComposePages(database: database, audit: audit, log: log).add(to: routes)
    ContactPages(contact: ContactForm(database, users: users, log: log)).add(to: routes)

    let queue = Queue(database)
    OverviewPage(database: database, queue: queue, sites: sites, transports: transports).add(to: routes)
    QueuePages(list: QueuePage(queue: queue, sites: sites, operations: operations), server: server, live: live).add(to: routes)
    RowPage(queue: queue, sites: sites, operations: operations).add(to: routes)
    QueueActions(queue: queue, sites: sites, operations: operations, audit: audit, pass: pass).add(to: routes)
    let keys = Keys(database)
    let site = SitePage(transports: transports, webhooks: webhooks, keys: keys)
    SitePages(sites: sites, transports: transports, page: site, sandbox: sandbox).add(to: routes)
    KeyPages(sites: sites, keys: keys, page: site).add(to: routes)
    TransportPages(sites: sites, transports: transports).add(to: routes)
    TransportTestPages(sites: sites, transports: transports, tests: tests, audit: audit).add(to: routes)
    WebhookPages(sites: sites, webhooks: webhooks, tests: tests, audit: audit).add(to: routes)
    UserPages(users: users, sites: sites).add(to: routes)
    AuditPages(audit: audit, sites: sites).add(to: routes)
  }
}
