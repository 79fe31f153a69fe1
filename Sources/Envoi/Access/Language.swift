public import Postgres

/// Of the pages, and of the mails to users.
public enum Language: String, Sendable, CaseIterable, Codable, PostgresDecodable {
  case en, fr, es
}
