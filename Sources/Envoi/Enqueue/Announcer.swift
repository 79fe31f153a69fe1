internal import Logging
internal import Postgres
internal import Synchronization

/// Tells the workers of new rows after their commit, what came meanwhile by one notification. In the transaction of the rows it would hold
/// NOTIFY's database-wide lock until they are on the disk, and no two commits could wait for it together.
///
/// Where it is lost with the process, the workers come upon the rows when they look next.
final class Announcer: Sendable {
  private struct State {
    var waiting: Set<String> = []
    var isTelling = false
  }

  private let database: Pool
  private let log: Logger
  private let state = Mutex(State())

  init(_ database: Pool, log: Logger) { (self.database, self.log) = (database, log) }

  func announce(_ payloads: Set<String>) {
    let begins = state.withLock { state in
      state.waiting.formUnion(payloads)
      defer { state.isTelling = true }
      return !state.isTelling
    }
    if begins { Task { await tell() } }
  }

  private func tell() async {
    while let payloads = next() {
      do {
        // A notification is not worth a wait for the disk.
        try await database.withConnection { connection in
          _ = try await connection.execute(
            """
            SELECT pg_notify('envoi_queue', payload) FROM set_config('synchronous_commit', 'off', true), unnest(\(Array(payloads))) AS u (payload)
            """)
        }
      } catch {
        log.warning("the workers were not told of new rows: they come upon them when they look next", metadata: ["error": "\(error)"])
      }
    }
  }

  private func next() -> Set<String>? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.isTelling = false
        return nil
      }
      defer { state.waiting = [] }
      return state.waiting
    }
  }
}
