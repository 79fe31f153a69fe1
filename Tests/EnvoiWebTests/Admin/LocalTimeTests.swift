import Envoi
import Foundation
import Postgres
import Testing

@testable import EnvoiWeb

@Suite("Times by the clocks of a zone")
struct LocalTimeTests {
  private static let paris = TimeZone(identifier: "Europe/Paris") ?? .gmt

  @Test(
    "each is one moment",
    arguments: [
      ("2026-11-22T09:30", "2026-11-22T08:30:00Z"), ("2026-07-01T00:00:30", "2026-06-30T22:00:30Z"),
      ("2026-03-29T01:59", "2026-03-29T00:59:00Z"), ("2026-03-29T03:00", "2026-03-29T01:00:00Z"),
      ("2026-10-25T01:59", "2026-10-24T23:59:00Z"), ("2026-10-25T03:00", "2026-10-25T02:00:00Z"),
    ])
  func moments(_ text: String, _ utc: String) throws {
    #expect(try LocalTime(text, field: "at").moment(in: Self.paris, field: "at").description == utc)
  }

  @Test(
    "one that never is, is twice, or is none is refused",
    arguments: [
      ("2026-03-29T02:30", "does not exist"), ("2026-10-25T02:30", "is there twice"), ("2026-13-01T00:00", "must be a date"),
      ("2026-01-01", "must be a date"), ("2026-02-30T00:00", "must be a date"), ("2026-01-01T25:00", "must be a date"),
      ("", "must be a date"),
    ])
  func refused(_ text: String, _ rule: String) {
    let error = #expect(throws: InvalidInput.self) { try LocalTime(text, field: "at").moment(in: Self.paris, field: "at") }
    #expect(error?.rule.hasPrefix(rule) == true, "\(error.debugDescription)")
  }
}
