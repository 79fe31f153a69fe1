/// Who does something, for audit and events.
public struct Actor: Sendable {
  /// `ann@example.org (admin)`, `key "shop" (API)`, `root (envoi key add)`.
  public let name: String
  /// The address they came from; nil where there is none.
  public let client: String?

  public init(name: String, client: String? = nil) {
    self.name = name
    self.client = client
  }
}
