internal import Envoi

/// A key in a list, without what it opens.
struct KeyRow: Sendable {
  let id: Int32
  let name: String
  let scopes: String
  let hint: String
  let rate: String
  let made: Formatting.Moment
  let by: String
  let used: Formatting.Moment?
  let revoked: Formatting.Moment?
  let isOpen: Bool

  init(_ key: APIKey, _ formatting: Formatting) {
    (id, name, hint, rate, by) = (key.id, key.name, key.hint, formatting.number(key.rate), key.createdBy)
    scopes = Scope.allCases.filter(key.scopes.contains).map(\.rawValue).joined(separator: ", ")
    made = formatting.time(key.createdAt)
    used = key.lastUsedAt.map(formatting.time)
    revoked = key.revokedAt.map(formatting.time)
    isOpen = key.revokedAt == nil
  }
}
