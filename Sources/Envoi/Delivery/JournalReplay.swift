internal import Foundation
internal import Logging
internal import Postgres

/// Settles the leases of processes that died, from the journals they left.
struct JournalReplay {
  /// A claim that was under way when its process died may be made as late as this: a journal that is younger is replayed once more.
  private static let lateness = 10

  let database: Pool
  let directory: String
  let header: JournalHeader
  let log: Logger

  /// Replays every journal that is about this database and whose process is gone.
  func run() async throws {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] where name.hasSuffix(Journal.suffix) {
      try await replay("\(directory)/\(name)")
    }
  }

  private func replay(_ path: String) async throws {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else {
      // Gone: another process was quicker.
      if errno == ENOENT { return }
      return log.error(
        "this journal cannot be opened: what its process had under way waits until its leases lapse, and is in doubt then; run envoi as its owner",
        metadata: ["path": "\(path)", "error": "\(String(cString: strerror(errno)))"])
    }
    defer { close(descriptor) }
    // Locked: its process lives. Another inode under the name: it was replaced meanwhile, so its process lives too.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.isCurrent(descriptor, path) else { return }
    let bytes = [UInt8](try FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).readToEnd() ?? Data())
    guard let headerEnd = bytes.firstIndex(of: UInt8(ascii: "\n")),
      let written = JournalHeader(line: String(decoding: bytes[..<headerEnd], as: UTF8.self))
    else {
      // Cut off within the header: it died before it claimed.
      if !bytes.contains(UInt8(ascii: "\n")) {
        unlink(path)
      } else {
        log.warning("not a journal of this version", metadata: ["path": "\(path)"])
      }
      return
    }
    guard written.systemIdentifier == header.systemIdentifier, written.database == header.database else { return }
    let settled: (outcomes: Int, inDoubt: Int, released: Int)
    do {
      settled = try await settle(Journal.wholeLines(of: bytes[(headerEnd + 1)...]), sameBoot: written.boot == header.boot)
    } catch let error as PostgresError where error.isAboutData {
      // A crash of the machine may leave anything. The database does without: these leases lapse.
      log.error("this journal is damaged, its rows wait until their leases lapse", metadata: ["path": "\(path)", "error": "\(error)"])
      rename(path, path + ".damaged")
      return
    }
    if settled.outcomes + settled.inDoubt + settled.released > 0 {
      log.log(
        level: settled.inDoubt > 0 ? .warning : .notice, "a run died, its journal says how far it came",
        metadata: [
          "path": "\(path)", "outcomes": "\(settled.outcomes)", "in_doubt": "\(settled.inDoubt)", "released": "\(settled.released)",
        ])
    }
    guard Self.secondsSinceChange(descriptor) > Self.lateness else { return }
    unlink(path)
    // What it was writing to replace it.
    unlink(Journal.draft(of: path))
  }

  /// One transaction: killed in the middle, the next run does it again.
  private func settle(_ lines: [UInt8], sameBoot: Bool) async throws -> (outcomes: Int, inDoubt: Int, released: Int) {
    try await database.retryingLosses(log) { connection in
      try await connection.transaction { connection in try await settle(lines, sameBoot: sameBoot, on: connection) }
    }
  }

  private static var isClaimed: SQL { "\(sql: Lease.isAnywhere) AND token = ANY(ARRAY(SELECT token FROM journal WHERE kind = 'c'))" }

  func settle(_ lines: [UInt8], sameBoot: Bool, on connection: Connection) async throws -> (
    outcomes: Int, inDoubt: Int, released: Int
  ) {
    try await connection.execute(
      """
      CREATE TEMP TABLE journal (kind text, id bigint, token bigint, status envoi.status, reason envoi.reason, event text,
        attempts smallint, retry_in integer, due_in integer, code smallint, reply text, remote_id text) ON COMMIT DROP
      """)
    try await connection.copyIn("COPY journal (\(unescaped: Journal.columns)) FROM STDIN", lines)
    let outcomes = try await Finish.apply(
      "(SELECT id, token, status, reason, event, attempts, retry_in, due_in, code, reply, remote_id FROM journal WHERE kind = 'o')",
      on: connection)
    let inDoubt = try await Doubt.settle(
      // After a crash of the machine the page cache is gone: a missing intent proves nothing then.
      sameBoot
        ? "SELECT q.id FROM journal j JOIN envoi.queue q ON q.id = j.id AND q.token IS NOT DISTINCT FROM j.token WHERE j.kind = 'i'"
        : "SELECT q.id FROM envoi.queue q WHERE \(sql: Self.isClaimed)",
      why: "the worker died while it sent this", on: connection)
    // What was begun and is locked by somebody this moment is left to lapse. After a crash of the machine nothing is known to be unbegun.
    let released =
      !sameBoot
      ? 0
      : try await connection.execute(
        """
        UPDATE envoi.queue SET status = 'pending', token = NULL, lease_until = NULL
        WHERE \(sql: Self.isClaimed) AND (id, token) NOT IN (SELECT id, token FROM journal WHERE kind = 'i')
        """)
    return (outcomes, inDoubt, released)
  }

  private static func secondsSinceChange(_ descriptor: Int32) -> Int {
    var file = stat()
    return fstat(descriptor, &file) == 0 ? time(nil) - file.st_mtim.tv_sec : 0
  }

  private static func isCurrent(_ descriptor: Int32, _ path: String) -> Bool {
    var opened = stat()
    var named = stat()
    return fstat(descriptor, &opened) == 0 && stat(path, &named) == 0 && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }
}
