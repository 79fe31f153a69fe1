import Foundation
import Postgres
import Support
import Testing

@testable import Envoi

@Suite("Keys of the API", .staged)
struct KeyTests {
  @Test("a key is shown once, found by its token, and only its hash is kept")
  func added() async throws {
    let stage = try Stage.current
    let keys = Keys(stage.database)
    let (key, token) = try await keys.add(site: stage.site, name: "shop", scopes: [.send, .read], by: Actor(name: "root (test)"))
    #expect(token.wholeMatch(of: /envoi_[A-Za-z0-9_-]{43}/) != nil && token.hasPrefix(key.hint))
    #expect((key.site, key.rate, key.createdBy) == ("example.org", 6000, "root (test)") && key.scopes == [.send, .read])
    #expect(try await KeyRing(stage.database, log: stage.log).find(token: token)?.id == key.id)
    let dump = try await Command.run(["pg_dump", "--inserts", stage.url]).succeeded()
    #expect(dump.contains("shop") && !dump.contains(token) && !dump.contains(token.dropFirst(12)))
    for other in ["", "envoi_", String(token.dropLast()), token + "A", token.lowercased(), "X" + token.dropFirst()] {
      #expect(try await KeyRing(stage.database, log: stage.log).find(token: other) == nil, "\(other)")
    }
  }

  @Test("a key that cannot be is named")
  func refused() async throws {
    let stage = try Stage.current
    let keys = Keys(stage.database)
    for (name, scopes, rate, field) in [
      ("", Set([Scope.send]), nil, "name"), ("a\nb", [.send], nil, "name"), (String(repeating: "x", count: 101), [.send], nil, "name"),
      ("x", [], nil, "scopes"), ("x", [.send], 0, "rate"), ("x", [.send], .max, "rate"),
    ] as [(String, Set<Scope>, Int?, String)] {
      let error = await #expect(throws: InvalidInput.self) {
        try await keys.add(site: stage.site, name: name, scopes: scopes, rate: rate, by: Actor(name: "test"))
      }
      #expect(error?.field == field)
    }
  }

  @Test("a revoked key is listed, opens nothing, and stays revoked since then")
  func revoked() async throws {
    let stage = try Stage.current
    let keys = Keys(stage.database)
    let (key, token) = try await keys.add(site: stage.site, name: "shop", scopes: [.admin], by: Actor(name: "test"))
    let other = try await keys.add(site: try await stage.addSite("other.example"), name: "b", scopes: [.read], by: Actor(name: "test"))
    let revokedAt = try #require(try await keys.revoke(key.id, by: Actor(name: "test"))?.revokedAt)
    #expect(try await keys.revoke(key.id, by: Actor(name: "test"))?.revokedAt == revokedAt)
    #expect(try await keys.revoke(999, by: Actor(name: "test")) == nil)
    #expect(try await KeyRing(stage.database, log: stage.log).find(token: token) == nil)
    #expect(try await keys.list().map(\.id) == [other.0.id, key.id])
    #expect(try await keys.list(sites: [stage.site.id]).map(\.id) == [key.id])
    #expect(try await keys.open().count == 1)
  }

  @Test("a process asks for its keys once a second, however many it does not know are shown to it")
  func ring() async throws {
    let stage = try Stage.current
    let (_, token) = try await Keys(stage.database).add(site: stage.site, name: "shop", scopes: [.admin], by: Actor(name: "test"))
    let ring = KeyRing(stage.database, log: stage.log)
    let start = ContinuousClock.now
    await withTaskGroup(of: Void.self) { group in
      for number in 1...2000 {
        group.addTask { _ = try? await ring.find(token: "envoi_" + String(repeating: "A", count: 38) + String(10000 + number)) }
      }
    }
    #expect(try await ring.find(token: token) != nil)
    let reads = try #require(
      try await stage.database.withConnection {
        try await $0.row(
          "SELECT coalesce(sum(seq_scan + idx_scan), 0)::bigint FROM pg_stat_user_tables WHERE relname = 'api_key'", as: Int.self)
      })
    // 20 a second, and the one that was made.
    #expect(reads <= 5 + Int(start.duration(to: .now) / .seconds(1) * 20) * 2, "\(reads)")
  }
}
