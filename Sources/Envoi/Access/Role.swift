public import Postgres

/// What a user may do: each role may also do what those before it may.
public enum Role: String, Sendable, CaseIterable, Codable, Comparable, PostgresDecodable {
  /// Looks.
  case viewer
  /// Writes and sends messages.
  case editor
  /// Does everything.
  case `operator`

  public static func < (one: Role, other: Role) -> Bool { one.rank < other.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
