internal import Foundation
public import Postgres

extension Timestamp {
  /// A time with its zone, as in `2026-11-21T09:30:00+01:00` or `...Z` (RFC 3339).
  public init(iso8601 text: String, field: String) throws(InvalidInput) {
    let plain = Date.ISO8601FormatStyle(includingFractionalSeconds: false)
    let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    guard let date = (try? plain.parse(text)) ?? (try? fractional.parse(text)) else {
      throw InvalidInput(field, "must be a time with its zone, like 2026-11-21T09:30:00+01:00", text)
    }
    self.init(date)
  }
}
