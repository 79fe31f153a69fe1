import MessageFormat
import Postgres
import Testing

@testable import Envoi

@Suite("The query of a filter", .staged)
struct FilterQueryTests {
  private func parse(_ query: [(String, String)]) async throws -> QueueFilter {
    try QueueFilter(query: query, sites: try await Sites(try Stage.current.database).all())
  }

  @Test("every filter comes back from its query, and from the JSON of an operation")
  func roundTrip() async throws {
    let stage = try Stage.current
    var full = QueueFilter()
    full.site = stage.site.id
    full.statuses = [.error, .sent]
    full.reason = .refused
    full.recipient = .email(try EmailAddress("ann@example.net"))
    full.channel = .email
    full.message = 7
    full.newsletter = 8
    full.since = Timestamp(microseconds: 1_234_567_890_000_000)
    full.until = Timestamp(microseconds: 1_234_567_890_250_000)
    full.reference = "a b&c=d"
    full.tag = "é"
    for recipient in [try Recipient(text: "+33612345678", field: ""), .chat("ops")] {
      full.recipient = recipient
      #expect(try await parse(full.query(sites: [stage.site])) == full)
    }
    #expect(try await parse(QueueFilter().query(sites: [])) == QueueFilter())
    full.ids = [1, 2]
    full.sites = [stage.site.id, 99]
    full.highest = 77
    #expect(try QueueFilter(json: full.json()) == full)
    #expect(try QueueFilter(json: QueueFilter().json()) == QueueFilter())
  }

  @Test("times are spans, ISO 8601, or as a form gives them, in UTC; empty fields and other names say nothing")
  func forms() async throws {
    let filter = try await parse([
      ("since", "2026-11-21T09:30"), ("until", "2026-11-21T10:30:05+01:00"), ("reason", ""), ("page", "2"), ("site", "EXAMPLE.org"),
    ])
    #expect(filter.since?.description == "2026-11-21T09:30:00Z")
    #expect(filter.until?.description == "2026-11-21T09:30:05Z")
    #expect(filter.site == (try Stage.current.site.id) && filter.reason == nil)
    let since = try #require(try await parse([("since", "2h")]).since)
    #expect(abs(Timestamp.now - since - 7200) < 60)
  }

  @Test(
    "what is wrong is refused by its name",
    arguments: [
      ("status", "gone"), ("reason", "no"), ("site", "example.com"), ("recipient", "a@"), ("recipient", "+1x"), ("channel", "fax"),
      ("message", "-1"), ("message", "x"), ("newsletter", "1.5"), ("since", "yesterday"), ("until", "2026-13-01T00:00"), ("tag", "a\0"),
    ])
  func refused(_ name: String, _ value: String) async throws {
    let error = await #expect(throws: InvalidInput.self) { _ = try await parse([(name, value)]) }
    #expect(error?.field == name)
    let twice = await #expect(throws: InvalidInput.self) { _ = try await parse([("tag", "a"), ("tag", "b")]) }
    #expect(twice?.field == "tag")
  }
}
