import Foundation
import MessageFormat
import Postgres
import Testing

@testable import Envoi

@Suite("The fields of a filter", .staged)
struct FilterFieldTests {
  private func parse(_ fields: [(String, String)]) async throws -> QueueFilter {
    try QueueFilter(fields: fields, sites: try await Sites(try Stage.current.database).all())
  }

  @Test("every filter comes back from its fields, and from the JSON of an operation")
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
      #expect(try await parse(full.fields(sites: [stage.site])) == full)
    }
    #expect(try await parse(QueueFilter().fields(sites: [])) == QueueFilter())
    full.ids = [1, 2]
    full.sites = [stage.site.id, 99]
    full.highest = 77
    #expect(try QueueFilter(json: full.json()) == full)
    #expect(try QueueFilter(json: QueueFilter().json()) == QueueFilter())
  }

  @Test("times are spans, ISO 8601, or as a form and a query give them, in UTC")
  func forms() async throws {
    let filter = try await parse([
      ("since", "2026-11-21T09:30"), ("until", "2026-11-21T10:30:05+01:00"), ("site", "EXAMPLE.org"), ("recipient", " 33612345678"),
    ])
    #expect(filter.since?.description == "2026-11-21T09:30:00Z")
    #expect(filter.until?.description == "2026-11-21T09:30:05Z")
    #expect(filter.site == (try Stage.current.site.id) && filter.recipient?.description == "+33612345678")
    #expect(try await parse([("until", "2026-11-21 10:30:05 01:00")]).until == filter.until)
    let since = try #require(try await parse([("since", "2h")]).since)
    #expect(abs(Timestamp.now - since - 7200) < 60)
  }

  @Test(
    "what is wrong is refused by its name",
    arguments: [
      ("status", "gone"), ("reason", "no"), ("site", "example.com"), ("recipient", "a@"), ("recipient", "+1x"), ("channel", "fax"),
      ("message", "-1"), ("message", "x"), ("newsletter", "1.5"), ("since", "yesterday"), ("until", "2026-13-01T00:00"), ("tag", "a\0"),
      ("tag", ""), ("page", "2"),
    ])
  func refused(_ name: String, _ value: String) async throws {
    let error = await #expect(throws: InvalidInput.self) { _ = try await parse([(name, value)]) }
    #expect(error?.field == name)
    let twice = await #expect(throws: InvalidInput.self) { _ = try await parse([("tag", "a"), ("tag", "b")]) }
    #expect(twice?.field == "tag")
  }

  @Test("of a JSON object ids are numbers, a status may be a list, and what is not the filter's is left")
  func object() throws {
    func fields(_ json: String) throws -> [String] {
      try QueueFilter.fields(of: JSONFields(Data(json.utf8))).map { "\($0)=\($1)" }
    }
    let all = #"{"tag": "a", "status": ["error", "sent"], "message": 7, "newsletter": null, "dry_run": true}"#
    #expect(try fields(all) == ["message=7", "status=error", "status=sent", "tag=a"])
    #expect(try fields(#"{"status": "error"}"#) == ["status=error"])
    for (json, field) in [
      (#"{"message": "7"}"#, "message"), (#"{"newsletter": -1}"#, "newsletter"), (#"{"status": ["sent", 1]}"#, "status[1]"),
      (#"{"since": 2}"#, "since"),
    ] {
      let error = #expect(throws: InvalidInput.self) { _ = try fields(json) }
      #expect(error?.field == field, "\(json)")
    }
  }
}
