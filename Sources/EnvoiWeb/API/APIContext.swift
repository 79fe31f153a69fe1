internal import Envoi
internal import Hummingbird

/// What a route of the API knows of its request: whose it is.
struct APIContext: ChildRequestContext {
  var coreContext: CoreRequestContextStorage
  let key: APIKey
  private let parent: WebContext

  /// - Throws: where no key was shown.
  init(context: WebContext) throws {
    guard let key = context.key else { throw BearerKeys.unauthorized }
    (coreContext, parent, self.key) = (context.coreContext, context, key)
  }

  /// Address of who asks.
  func client(of request: Request) -> String { parent.client(of: request) }

  /// Who asks, for the audit and for events.
  func actor(of request: Request) -> Actor { Actor(name: key.actor, client: client(of: request)) }

  /// For the audit.
  ///
  /// - Parameters:
  ///   - action: a noun and a verb, `transport.set`.
  ///   - fields: what was given; only the names are noted.
  func note(_ action: String, _ fields: JSONFields? = nil, of request: Request) -> AuditNote {
    let detail = fields.map { ["fields": $0.names.sorted().joined(separator: ", ")] }
    return AuditNote(action, detail: detail, by: actor(of: request))
  }

  func require(_ scope: Scope) throws {
    guard key.may(scope) else { throw Problem(.forbidden, "this key has not the scope \(scope.rawValue)") }
  }

  /// A number in the path.
  ///
  /// - Throws: what is no number names nothing that there is.
  func id(_ name: String = "id") throws -> Int {
    guard let text = parameters.get(name), text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let id = Int(text)
    else { throw Problem(.notFound) }
    return id
  }
}
