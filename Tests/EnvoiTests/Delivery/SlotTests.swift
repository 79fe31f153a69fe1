import Postgres
import Testing

@testable import Envoi

@Suite("Slots", .staged)
struct SlotTests {
  private func transport(_ connections: Int, site: Site? = nil) async throws -> SiteTransport {
    let stage = try Stage.current
    return try await SiteTransports(stage.database, secretKey: nil)
      .set("sandbox", of: site ?? stage.site, settings: TransportSettings(connections: connections))
  }

  private func slots() throws -> Slots {
    let database = try Stage.current.database
    return Slots { try await database.connect() }
  }

  @Test("two processes together never have more than the transport allows, and get what the other gives back")
  func limit() async throws {
    let transport = try await transport(5)
    let (one, other) = (try slots(), try slots())
    var taken: [Slot] = []
    for _ in 0..<3 { taken.append(try #require(try await one.take(transport))) }
    for _ in 0..<2 { taken.append(try #require(try await other.take(transport))) }
    #expect(Set(taken.map(\.key)).count == 5)
    #expect(try await one.take(transport) == nil)
    #expect(try await other.take(transport) == nil)
    await one.release(taken[1])
    #expect(try await other.take(transport)?.key == taken[1].key)
    #expect(try await one.take(transport) == nil)
    await one.close()
    await other.close()
  }

  @Test("many that ask at once get one slot each, whatever the transport")
  func atOnce() async throws {
    let stage = try Stage.current
    var transports = [try await transport(3)]
    for number in 1...5 { transports.append(try await transport(3, site: try await stage.addSite("site\(number).example"))) }
    let (one, other) = (try slots(), try slots())
    let taken = try await withThrowingTaskGroup(of: Slot?.self) { group in
      for transport in transports {
        for _ in 0..<4 {
          group.addTask { try await one.take(transport) }
          group.addTask { try await other.take(transport) }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let got = taken.compactMap(\.?.key)
    #expect(got.count == 18 && Set(got).count == 18)
    // The locks are really held.
    let third = try slots()
    for transport in transports { #expect(try await third.take(transport) == nil) }
    for slots in [one, other, third] { await slots.close() }
  }

  @Test("slots of a process that died are free at once; a lost session takes its own again")
  func loss() async throws {
    let transport = try await transport(2)
    let (one, other) = (try slots(), try slots())
    let first = try #require(try await one.take(transport))
    try await cutOff()
    let second = try #require(try await one.take(transport))
    #expect(first.key != second.key && !first.isLost)
    #expect(try await other.take(transport) == nil)
    await one.close()
    // The server ends the session a moment after the client did.
    var free: Slot?
    while free == nil { free = try await other.take(transport) }
    await other.close()
  }

  @Test("a slot that another process took while the session was lost is had no more, and its giving back takes nothing from the other")
  func taken() async throws {
    let transport = try await transport(1)
    let (one, other) = (try slots(), try slots())
    let first = try #require(try await one.take(transport))
    try await cutOff()
    let second = try #require(try await other.take(transport))
    await one.keep()
    #expect(first.isLost && !second.isLost)
    await one.release(first)
    #expect(try await one.take(transport) == nil)
    await other.release(second)
    #expect(try await one.take(transport) != nil)
    await one.close()
    await other.close()
  }

  /// Ends the sessions that hold slots.
  private func cutOff() async throws {
    try await Stage.current.execute(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
  }
}
