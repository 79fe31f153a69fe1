internal import Envoi
internal import Foundation

/// What every template finds around its page's own model.
struct Frame {
  /// Labels.
  let l: [String: String]
  let lang: String
  /// Path that all links begin with.
  let base: String
  /// What forms bring.
  let token: String
  let user: Person?
  /// What was done by the request before.
  let notice: String?
  let page: any Sendable
  let style = Resources.stylePath
  let script = Resources.scriptPath

  init(base: String, visitor: Visitor, target: String, query: Fields, page: any Sendable) {
    (l, lang, self.base) = (visitor.labels.texts, visitor.language.rawValue, base)
    (token, self.page) = (visitor.formToken, page)
    user = visitor.user.map { Person($0, target, visitor.labels) }
    // A link can only bring a text of ours.
    notice = query["notice"].flatMap { key in
      guard key.hasPrefix("done_") else { return nil }
      if let count = query["n"].flatMap({ Int($0) }), visitor.labels.texts["\(key)_other"] != nil {
        return visitor.labels(key, count: count)
      }
      return visitor.labels.texts[key]
    }
  }

  /// Who is logged in, and where they can go.
  struct Person {
    let name: String
    let nav: [Place]

    init(_ user: User, _ target: String, _ labels: Labels) {
      name = user.name ?? "\(user.address)"
      let most = user.grants.map(\.role).max() ?? .viewer
      let places: [(path: String, label: String, isOpen: Bool)] = [
        ("/admin", "overview", true), ("/admin/queue", "queue", true), ("/admin/compose", "compose", most >= .editor),
        ("/admin/sites", "sites", true), ("/admin/users", "users", user.role(on: nil) == .operator),
        ("/admin/audit", "audit", most >= .operator),
      ]
      let path = target.prefix { $0 != "?" }
      nav = places.filter(\.isOpen).map { place in
        Place(
          path: place.path, label: labels(place.label),
          isCurrent: path == place.path || place.path != "/admin" && path.hasPrefix("\(place.path)/"))
      }
    }
  }

  struct Place {
    let path: String
    let label: String
    let isCurrent: Bool
  }
}
