internal import Envoi
internal import Hummingbird
internal import Logging
internal import Postgres

/// The HTTP API, `/v1`. What it does is what the commands do, through the same functions.
struct APIRoutes {
  private let keys: BearerKeys
  private let messages: MessageRoutes
  private let queue: QueueRoutes
  private let site: SiteRoutes
  private let transports: TransportRoutes
  private let webhooks: WebhookRoutes
  private let events: EventRoutes
  private let document: [UInt8]

  init(_ database: Pool, publicURL: PublicURL?, tests: TransportTests, live: LiveEvents, budget: BodyBudget, log: Logger) {
    keys = BearerKeys(ring: KeyRing(database, log: log))
    messages = MessageRoutes(database, prefix: publicURL?.path ?? "", budget: budget, log: log)
    queue = QueueRoutes(database)
    site = SiteRoutes(database)
    transports = TransportRoutes(database, tests)
    webhooks = WebhookRoutes(database, tests)
    events = EventRoutes(live: live, keys: Keys(database))
    document = Array(
      (Resources.texts["openapi.json"] ?? "").replacing(#"{"url": "/v1"}"#, with: #"{"url": "\#(publicURL?.path ?? "")/v1"}"#).utf8)
  }

  func add(to router: some RouterMethods<WebContext>) {
    var api = APIRouter(router, keys: keys)
    api.onOpen("openapi.json") { [document] _, _ in .json(bytes: document) }
    messages.add(to: &api)
    queue.add(to: &api)
    site.add(to: &api)
    transports.add(to: &api)
    webhooks.add(to: &api)
    events.add(to: &api)
    api.refuseOthers()
  }
}
