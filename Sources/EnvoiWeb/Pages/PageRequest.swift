internal import Envoi
internal import Hummingbird

/// What a page is made from.
struct PageRequest: Sendable {
  var visitor: Visitor
  let parameters: Parameters
  let query: Fields
  /// Of a POST, whose token was right.
  var form = Fields()
  var files: [AttachedFiles.Part] = []
  /// What was asked for, below the base: `/admin/queue?status=error`.
  let target: String

  init(visitor: Visitor, parameters: Parameters, query: Fields, target: String) {
    (self.visitor, self.parameters, self.query, self.target) = (visitor, parameters, query, target)
  }

  var labels: Labels { visitor.labels }

  /// - Throws: ``Problem`` where nobody is logged in: only for pages whose audience are users.
  var user: User {
    get throws(Problem) {
      guard let user = visitor.user else { throw Problem(.unauthorized) }
      return user
    }
  }

  func parameter(_ name: String) throws(Problem) -> String {
    guard let value = parameters.get(name) else { throw Problem(.notFound) }
    return value
  }

  func number(_ name: String) throws(Problem) -> Int {
    guard let value = parameters.get(name, as: Int.self) else { throw Problem(.notFound) }
    return value
  }

  /// Refuses a user who may not do this there. Of a site that they may not even see nothing is said: it is not found.
  func check(_ role: Role, on site: Int32?) throws(Problem) {
    guard let own = try user.role(on: site) else { throw Problem(site == nil ? .forbidden : .notFound) }
    guard own >= role else { throw Problem(.forbidden) }
  }
}
