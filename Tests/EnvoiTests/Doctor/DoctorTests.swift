import Foundation
import Postgres
import Testing

@testable import Envoi

@Suite("What is wrong with an installation", .staged)
struct DoctorTests {
  private func kinds(_ doctor: Doctor? = nil, sites: Set<Int32>? = nil) async throws -> [Explanation.Kind] {
    try await (doctor ?? Doctor(Stage.current.database)).findings(sites: sites).map(\.kind)
  }

  @Test("a sound one is told nothing of")
  func sound() async throws {
    let stage = try Stage.current
    try await stage.insert(3)
    _ = try await stage.worker().run(.send)
    #expect(try await kinds() == [])
  }

  @Test("rows that nobody sends are told of once they are due for six minutes, and not where a worker ran")
  func nobodySends() async throws {
    let stage = try Stage.current
    try await stage.insert(1)
    #expect(try await !kinds().contains(.nobodySends))
    try await stage.insert(1, ["due_at": "now() - interval '7 minutes'"])
    #expect(try await kinds().contains(.nobodySends))
    #expect(try await !kinds(sites: [stage.site.id + 1]).contains(.nobodySends))
    _ = try await stage.worker().run(.send)
    #expect(try await !kinds().contains(.nobodySends))
  }

  @Test("a site that is off, a channel without a transport and a transport in trouble are told of, each to who sees its site")
  func ways() async throws {
    let stage = try Stage.current
    let other = try await stage.addSite("example.com")
    try await stage.insert(1)
    try await stage.insert(1, site: other, ["channel": "'sms'"])
    try await stage.execute("UPDATE envoi.site SET enabled = false WHERE id = \(stage.site.id)")
    try await stage.execute(
      "UPDATE envoi.transport SET trouble = '535 no', paused_until = now() + interval '1 h' WHERE site_id = \(stage.site.id)")
    let findings = try await Doctor(stage.database).findings()
    #expect(findings.map(\.kind).contains(.siteDisabled))
    #expect(findings.contains { $0.kind == .noTransport && $0.description.contains("example.com carries sms") }, "\(findings)")
    #expect(findings.contains { $0.kind == .transportPaused && $0.description.hasSuffix(": 535 no") }, "\(findings)")
    #expect(try await kinds(sites: [other.id]) == [.noTransport])
    try await stage.execute("UPDATE envoi.transport SET paused_until = NULL")
    #expect(try await kinds(sites: [stage.site.id]) == [.siteDisabled, .transportFailed])
  }

  @Test("clocks that differ, a transaction that is open for long, and partitions that run out are told of")
  func server() async throws {
    let stage = try Stage.current
    var doctor = Doctor(stage.database)
    doctor.skew = -1
    #expect(try await kinds(doctor) == [.clockSkew])

    doctor = Doctor(stage.database)
    doctor.snapshot = 0
    let holder = try await stage.database.connect()
    try await holder.run(script: "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM envoi.site")
    let held = try await doctor.findings()
    #expect(held.map(\.kind) == [.snapshotHeld] && held[0].description.contains("pid "), "\(held)")
    #expect(try await kinds() == [])
    try await holder.run(script: "COMMIT")
    #expect(try await kinds(doctor) == [])
    await holder.close()

    try await stage.execute(
      """
      SELECT setval('envoi.queue_id_seq', (SELECT max(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \\(''?(\\d+)')::bigint) - 10
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'envoi.queue'::regclass))
      """)
    let missing = try await Doctor(stage.database).findings()
    #expect(missing.map(\.kind) == [.partitionsMissing] && missing[0].description.contains("room for 10 rows"), "\(missing)")
    try await stage.execute("SELECT envoi.make_partitions()")
    #expect(try await kinds() == [])
  }
}
