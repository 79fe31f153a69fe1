import Foundation
import Postgres
import Support
import Testing

@Suite("Timestamp")
struct TimestampTests {
  @Test(
    "text is ISO 8601, and PostgreSQL reads it as the same moment",
    arguments: [
      (0, "2000-01-01T00:00:00Z"), (-1, "1999-12-31T23:59:59.999999Z"), (848_571_364_123_456, "2026-11-21T10:16:04.123456Z"),
      (5_097_600_500_000, "2000-02-29T00:00:00.5Z"), (-63_082_281_600_000_000, "0001-01-01T00:00:00Z"),
      (-63_082_281_600_000_001, "0001-12-31T23:59:59.999999Z BC"), (-211_813_488_000_000_000, "4714-11-24T00:00:00Z BC"),
      (9_223_371_331_199_999_999, "294276-12-31T23:59:59.999999Z"), (.max, "infinity"), (.min, "-infinity"),
    ] as [(Int64, String)])
  func text(microseconds: Int64, text: String) async throws {
    let timestamp = Timestamp(microseconds: microseconds)
    #expect(timestamp.description == text)
    let row = try await Fixture.connect().row(
      "SELECT \(text)::text::timestamptz, \(timestamp) = \(text)::timestamptz", as: (Timestamp, Bool).self)
    #expect(try #require(row) == (timestamp, true))
  }

  @Test("dates go both ways, distant ones as infinities")
  func dates() {
    let date = Date(timeIntervalSince1970: 1_795_256_164.25)
    #expect(Timestamp(date).description == "2026-11-21T10:16:04.25Z")
    #expect(Timestamp(date).date == date)
    #expect(Timestamp(.distantFuture) == .infinity)
    #expect(Timestamp(.distantPast) == .negativeInfinity)
    #expect(Timestamp(Date(timeIntervalSince1970: 1e300)) == .infinity)
    #expect(Timestamp(Date(timeIntervalSince1970: -1e300)) == .negativeInfinity)
    #expect(Timestamp.infinity.date == .distantFuture)
  }

  @Test("seconds are added exactly, and infinities stay")
  func arithmetic() {
    let start = Timestamp(microseconds: 5)
    #expect(start + 0.000001 == Timestamp(microseconds: 6))
    #expect(start - 3600 < start)
    #expect((start + 90) - start == 90)
    #expect(Timestamp.infinity - 60 == .infinity)
    #expect(start + .infinity == .infinity)
    #expect(start - 1e300 == .negativeInfinity)
    #expect(Timestamp(microseconds: 9_223_371_331_199_999_999) + 0.000001 == .infinity)
    #expect(Timestamp(microseconds: -211_813_488_000_000_000) - 0.000001 == .negativeInfinity)
    #expect(Timestamp.infinity - start == .infinity)
  }

  @Test("now is PostgreSQL's now")
  func now() async throws {
    let before = Timestamp.now
    let server = try #require(try await Fixture.connect().row("SELECT clock_timestamp()", as: Timestamp.self))
    #expect(before <= server && server <= .now)
  }
}
