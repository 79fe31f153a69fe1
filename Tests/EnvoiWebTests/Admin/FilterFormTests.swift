import Foundation
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("The filter of the queue's page")
struct FilterFormTests {
  @Test(
    "a wrong value is told at the form, by its field, and no rows are shown or changed for it",
    arguments: [
      ("since=nonsense", "since", "Since"), ("until=2026-13-01T00:00", "until", "Until"), ("status=gone", "status", "State"),
      ("recipient=a%40", "recipient", "Recipient"), ("message=x", "message", "Message"), ("tag=a&tag=b", "tag", "Tag"),
      ("site=example.com", "site", "Site"),
    ])
  func hint(_ query: String, _ field: String, _ label: String) async throws {
    try await Door.open { door in
      _ = try await door.post("/v1/messages", #"{"to": "bob@example.net", "text": "Hello"}"#, door.key().token)
      var ann = try await Browser.of(door, [(nil, .operator)])
      try await ann.open("/admin/queue?\(query)")
      #expect(ann.page.contains(#"<details class="panel" open>"#), "\(ann.page)")
      #expect(ann.page.contains(##"<p class="problem" role="alert"><a href="#\##(field)">\##(label)</a>"##), "\(ann.page)")
      #expect(ann.page.contains(#"id="\#(field)""#) && !ann.page.contains("bob@example.net") && !ann.page.contains("data-live"))
      try await ann.open("/admin/queue?\(field)=&page=2")
      #expect(ann.page.contains("bob@example.net") && !ann.page.contains("role=\"alert\""), "\(ann.page)")
    }
  }
}
