import Foundation
import Postgres
import Support
import Testing

@testable import Envoi
@testable import EnvoiWeb

@Suite("The queue by the API", .serialized)
struct QueueRouteTests {
  private static let hostile = [
    "'", "' OR true --", "'; DROP TABLE envoi.queue; --", "%27", "%00", "%ff", "\\", "$1", "{}", "<script>", "*", "../", "%0d%0aX:%20y",
  ]

  @Test("pages go on where the last one ended, and filters find what they say")
  func pages() async throws {
    try await Door.open { door in
      let token = try await door.key().token
      for number in 1...5 {
        _ = try await door.post(
          "/v1/messages", #"{"to": "u\#(number)@b.test", "text": "x", "reference": "r+\#(number)", "tags": ["t\#(number % 2)"]}"#, token)
      }
      var (ids, cursor) = ([Int](), "")
      while true {
        let page = try await door.api("GET", "/v1/queue?limit=2\(cursor)", token)
        ids += (page["rows"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? Int }
        guard let next = page["next"] as? String else { break }
        cursor = "&cursor=\(next)"
      }
      #expect(ids.count == 5 && ids == ids.sorted(by: >))
      for (query, count) in [
        ("reference=r%2B3", 1), ("tag=t1", 3), ("recipient=u2@B.test", 1), ("status=pending&status=sent", 5), ("status=sent", 0),
        ("channel=sms", 0), ("since=2020-01-01T00:00:00%2B01:00", 5), ("until=2020-01-01T00:00:00Z", 0), ("reason=refused", 0),
        ("newsletter=1", 0), ("since=2h", 5), ("until=2h", 0), ("until=2030-01-01T00:00:00+01:00", 5),
        ("tag=t0&recipient=u2@b.test&status=pending", 1),
      ] {
        let answer = try await door.api("GET", "/v1/queue?\(query)", token)
        #expect((answer["rows"] as? [Any])?.count == count, "\(query): \(answer)")
      }
    }
  }

  @Test("a page may begin anywhere that a number can say, also where no row can be")
  func cursors() async throws {
    try await Door.open { door in
      let token = try await door.key().token
      _ = try await door.post("/v1/messages", #"{"to": "ann@b.test", "text": "x"}"#, token)
      for (cursor, rows) in [("0", 0), ("1", 0), ("\(Int.max)", 1)] {
        for filter in ["", "&status=pending", "&tag=x&status=sent"] {
          let page = try await door.api("GET", "/v1/queue?cursor=\(cursor)\(filter)", token)
          #expect(
            page.status == 200 && (page["rows"] as? [Any])?.count == (filter.contains("tag") ? 0 : rows), "\(cursor)\(filter): \(page)")
        }
      }
      for cursor in ["\(Int.min)", "-1", "\(Int.max)0"] {
        #expect(try await door.api("GET", "/v1/queue?cursor=\(cursor)", token).fields == ["cursor"], "\(cursor)")
      }
      var ann = try await Browser.of(door, [(nil, .operator)])
      for number in [Int.min, -1, 0, Int.max] {
        for path in [
          "queue?before=\(number)", "queue?before=\(number)&status=pending", "queue?message=\(number)", "audit?before=\(number)",
        ] {
          #expect(try await ann.open("/admin/\(path)").status == 200, "\(path)")
        }
      }
    }
  }

  @Test("a search that takes too long is given up, and its connection is free again", .tags(.slow))
  func patience() async throws {
    try await Door.open { door in
      let token = try await door.key().token
      let ann = try await Browser.of(door, [(nil, .operator)])
      let holder = try await door.database.connect()
      try await holder.run(script: "BEGIN; LOCK TABLE envoi.queue IN ACCESS EXCLUSIVE MODE")
      async let asked = door.api("GET", "/v1/queue?status=error", token)
      async let looked = door.ask("GET", "/admin/queue?status=error", ["Cookie: __Host-envoi=\(ann.cookie ?? "")"])
      let answers = try await [asked, looked]
      for answer in answers { #expect(answer.status == 503 && answer.head.lowercased().contains("retry-after: 10"), "\(answer)") }
      #expect((answers[0]["detail"] as? String)?.contains("narrow the filter") == true)
      let waiting = try await holder.row(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", as: Int.self)
      #expect(waiting == 0)
      await holder.close()
      #expect(try await door.api("GET", "/v1/queue?status=error", token).status == 200)
    }
  }

  @Test("nothing that stands in a filter is taken for more than a value")
  func injection() async throws {
    try await Door.open { door in
      let token = try await door.key().token
      _ = try await door.post("/v1/messages", #"{"to": "ann@b.test", "text": "x"}"#, token)
      for name in QueueRoutes.filterNames.union(["limit", "cursor"]) {
        for text in Self.hostile {
          let encoded = text.contains("%") ? text : text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
          let answer = try await door.api("GET", "/v1/queue?\(name)=\(encoded)", token)
          #expect(answer.status == 422 || answer.body == #"{"rows":[]}"#, "\(name)=\(text): \(answer)")
        }
        guard name != "limit", name != "cursor" else { continue }
        for text in Self.hostile where !text.contains("%") {
          let body = try JSONSerialization.data(withJSONObject: [name: text])
          let answer = try await door.post("/v1/queue/cancel", String(decoding: body, as: UTF8.self), token)
          #expect(answer.status == 422 || answer["rows"] as? Int == 0, "\(name)=\(text): \(answer)")
        }
      }
      for id in ["'", "0x1", "+1", "-1", "1e0", "99999999999999999999", "%31"] {
        #expect(try await door.api("GET", "/v1/queue/\(id)", token).status == 404, "\(id)")
      }
      #expect(try await door.count("status = 'pending'") == 1)
    }
  }

  @Test("rows are cancelled and sent again, one or many, with who did it; a slip changes nothing")
  func changes() async throws {
    try await Door.open { door in
      let token = try await door.key().token
      let answer = try await door.post("/v1/messages", #"{"to": ["a@b.test", "c@b.test", "d@b.test"], "text": "x"}"#, token)
      let rows = try #require(answer["rows"] as? [Int])
      for body in ["{}", #"{"status": []}"#, #"{"all": false}"#, #"{"states": "error"}"#, #"{"status": "no"}"#, #"{"dry_run": true}"#] {
        #expect(try await door.post("/v1/queue/cancel", body, token).status == 422, "\(body)")
      }
      let cancelled = try await door.api("POST", "/v1/queue/\(rows[0])/cancel", token)
      #expect(cancelled["status"] as? String == "error" && cancelled["reason"] as? String == "cancelled", "\(cancelled)")
      #expect(try await door.api("POST", "/v1/queue/\(rows[0])/cancel", token).status == 409)
      let dry = try await door.post("/v1/queue/cancel", #"{"status": ["pending"], "dry_run": true}"#, token)
      #expect(
        (dry["states"] as? [String: Int]) == ["pending": 2] && dry["rows"] as? Int == 2 && dry["estimate"] as? Bool == false, "\(dry)")
      #expect(try await door.count("status = 'pending'") == 2)
      #expect(try await door.post("/v1/queue/cancel", #"{"all": true}"#, token)["rows"] as? Int == 2)
      #expect(try await door.post("/v1/queue/requeue", #"{"reason": "cancelled"}"#, token)["rows"] as? Int == 3)
      let shown = try await door.api("GET", "/v1/queue/\(rows[0])", token)
      let events = try #require(shown["events"] as? [[String: Any]])
      #expect(events.map { $0["actor"] as? String } == [#"key "shop" (API)"#, #"key "shop" (API)"#], "\(shown)")
      #expect((shown["explanation"] as? [String])?.first?.contains("next to go") == true)
      let statistics = try await door.api("GET", "/v1/stats", token)
      #expect(statistics["pending"] as? Int == 3 && statistics["sent"] as? Int == 0 && statistics["estimate"] as? Bool == false)
      let audit = try await Audit(door.database).lines(sites: nil, limit: 10).filter { $0.action != "key.add" }.map {
        "\($0.actor) \($0.action) \($0.detail["rows"] ?? "")"
      }
      #expect(audit == [#"key "shop" (API) queue.requeue 3"#, #"key "shop" (API) queue.cancel 2"#, #"key "shop" (API) queue.cancel 1"#])
    }
  }
}
