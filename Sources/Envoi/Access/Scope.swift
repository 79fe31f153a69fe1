/// What a key of the API may do on its site.
public enum Scope: String, Sendable, CaseIterable, Codable {
  /// Put messages in.
  case send
  /// Look at the queue.
  case read
  /// All, the others included: change rows, the site and its transports.
  case admin
}
