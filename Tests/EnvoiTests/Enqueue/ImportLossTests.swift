import Foundation
import MessageFormat
import Postgres
import Support
import Testing

@testable import Envoi

/// The database is lost in the middle of an import: every line is in once all the same.
@Suite("An import that loses the database")
struct ImportLossTests {
  private static let count = 40_000

  /// A server of one's own to crash.
  private func withStage(_ body: (Stage, PostgresCluster) async throws -> Void) async throws {
    let cluster = try await PostgresCluster.start()
    defer { cluster.stop() }
    let stage = try await Stage.build(on: cluster)
    try await body(stage, cluster)
    await stage.strike()
  }

  private func importLines(_ stage: Stage, progress: @escaping (ImportProgress) -> Void = { _ in }) async throws {
    let file = stage.folder.file("lines")
    let lines = (1...Self.count).map {
      #"{"to": "u\#($0)@example.net", "subject": "Hello", "text": "Text"\#($0 % 3 == 0 ? #", "key": "k\#($0)""# : "")}"# + "\n"
    }
    try Data(lines.joined().utf8).write(to: file)
    try await MessageImport(stage.database, door: try await stage.door(), directory: ".", log: stage.log)
      .run(BlockReader(file.path), refused: { Issue.record("\($0)") }, progress: progress)
  }

  private func importRecipients(_ stage: Stage, progress: @escaping (ImportProgress) -> Void = { _ in }) async throws {
    let file = stage.folder.file("recipients")
    try Data(("address\n" + (1...Self.count).map { "u\($0)@example.net\n" }.joined()).utf8).write(to: file)
    let submission = try Submission(
      json: Array(#"{"subject": "Hello", "text": "Text"}"#.utf8), door: try await stage.door(), directory: ".")
    try await RecipientImport(stage.database, door: try await stage.door(), submission: submission, log: stage.log)
      .run(BlockReader(file.path), refused: { Issue.record("\($0)") }, progress: progress)
  }

  /// Imports both ways, and checks that each line is in once and was counted once.
  private func importBoth(_ stage: Stage, progress: @escaping (ImportProgress) -> Void = { _ in }) async throws {
    var last = ImportProgress()
    let remember: (ImportProgress) -> Void = {
      last = $0
      progress($0)
    }
    try await importLines(stage, progress: remember)
    #expect(last.rows == Self.count && last.messages == Self.count && last.known == 0 && last.line == Self.count)
    try await importRecipients(stage, progress: remember)
    #expect(last.rows == Self.count && last.messages == 1 && last.line == Self.count + 1)
    // On a connection that was not lost meanwhile.
    let counts = try await Connection.connect(to: stage.url, applicationName: "test")
    let rows = try await counts.row(
      """
      SELECT count(*), count(DISTINCT q.recipient), count(DISTINCT q.message_id), count(*) FILTER (WHERE q.id BETWEEN m.first_row AND m.last_row)
      FROM envoi.queue q JOIN envoi.message m ON m.id = q.message_id
      """, as: (Int, Int, Int, Int).self)
    let (all, recipients, messages, found) = try #require(rows)
    #expect(all == 2 * Self.count && recipients == Self.count && messages == Self.count + 1 && found == all)
    await counts.close()
  }

  @Test("PostgreSQL crashes again and again, and comes back", .tags(.slow))
  func crashes() async throws {
    try await withStage { stage, cluster in
      let (commits, commit) = AsyncStream<Int>.makeStream(bufferingPolicy: .bufferingNewest(1))
      let crashing = Task {
        var crashes = 0
        for await _ in commits where crashes < 6 {
          cluster.crash()
          try await cluster.restart()
          crashes += 1
        }
        return crashes
      }
      try await importBoth(stage) { if $0.rows > 0, $0.rows < Self.count { commit.yield($0.rows) } }
      commit.finish()
      #expect(try await crashing.value > 1)
    }
  }

  @Test("the answer to each COMMIT is lost, though it was done", .tags(.slow))
  func lostAnswers() async throws {
    try await withStage { stage, _ in
      try await loseAnswers(stage)
      // Whoever waits for a replica that does not come has committed here; its end is what the client sees.
      let losing = Task {
        let connection = try await stage.database.connect()
        var lost = 0
        while !Task.isCancelled {
          let ended = try? await connection.rows(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE wait_event = 'SyncRep'", as: Bool.self)
          lost += ended?.count ?? 0
          try? await Task.sleep(for: .milliseconds(5))
        }
        return lost
      }
      try await importBoth(stage)
      losing.cancel()
      #expect(try await losing.value > 5)
    }
  }

  @Test("a database that does not come back after a COMMIT leaves the doubt, and says how to end it")
  func stays() async throws {
    try await withStage { stage, cluster in
      try await loseAnswers(stage)
      let enqueuer = Enqueuer(database: stage.database, site: stage.site, log: stage.log, patience: .milliseconds(300))
      let submission = try Submission(json: Array(#"{"text": "Text"}"#.utf8), door: try await stage.door(), directory: ".")
      let entry = Enqueuer.Entry(submission: submission, addressees: [Addressee(recipient: .email(try .init("ann@example.net")))])
      let enqueuing = Task { try await enqueuer.enqueue(entry) }
      try await eventually("it waits for the answer to its COMMIT") {
        try await stage.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'", as: Int.self) == 1
      }
      cluster.crash()
      let doubt = await #expect(throws: CommitInDoubt.self) { try await enqueuing.value }
      #expect(doubt?.description.hasSuffix("the message is in if `envoi queue show 1` finds a row") == true, "\(doubt as Any)")
    }
  }

  @Test("an import that was left in doubt goes on from where it says, and each line is in once")
  func goesOn() async throws {
    try await withStage { stage, cluster in
      try await loseAnswers(stage)
      let file = stage.folder.file("lines")
      try Data((1...12_000).map { #"{"to": "u\#($0)@example.net", "text": "Text"}"# + "\n" }.joined().utf8).write(to: file)
      var hasty = MessageImport(stage.database, door: try await stage.door(), directory: ".", log: stage.log)
      hasty.enqueuer.patience = .milliseconds(300)
      let first = Task { [hasty] in try await hasty.run(BlockReader(file.path), refused: { _ in }, progress: { _ in }) }
      try await eventually("a chunk waits for the answer to its COMMIT") {
        try await stage.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'", as: Int.self) > 0
      }
      cluster.crash()
      let doubt = try #require(await #expect(throws: CommitInDoubt.self) { try await first.value })
      let lines = try #require(doubt.lines)
      #expect(doubt.description.contains("go on with --from-line \(lines.upperBound + 1) then, else with --from-line \(lines.lowerBound)"))
      try await cluster.restart()
      try await stage.execute("DROP TRIGGER wait_for_replica ON envoi.queue")
      let isIn = try await stage.value("SELECT count(*) FROM envoi.queue WHERE id = \(doubt.row)", as: Int.self) == 1
      #expect(isIn)
      try await MessageImport(stage.database, door: try await stage.door(), directory: ".", log: stage.log)
        .run(BlockReader(file.path), from: isIn ? lines.upperBound + 1 : lines.lowerBound, refused: { _ in }, progress: { _ in })
      #expect(try await stage.value("SELECT count(*) FROM envoi.queue", as: Int.self) == 12_000)
      #expect(try await stage.value("SELECT count(DISTINCT recipient) FROM envoi.queue", as: Int.self) == 12_000)
    }
  }

  /// Has each COMMIT of new rows wait for a replica that is not there.
  private func loseAnswers(_ stage: Stage) async throws {
    for statement in [
      "ALTER SYSTEM SET synchronous_commit = 'local'", "ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()",
      """
      CREATE FUNCTION wait_for_replica() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM set_config(''synchronous_commit'', ''on'', true); RETURN NULL; END'
      """,
      "CREATE TRIGGER wait_for_replica AFTER INSERT ON envoi.queue FOR EACH STATEMENT EXECUTE FUNCTION wait_for_replica()",
    ] { try await stage.execute("\(unescaped: statement)") }
    try await eventually("the settings are read") {
      try await stage.database.connect().row("SHOW synchronous_standby_names", as: String.self) == "nobody"
    }
  }
}
