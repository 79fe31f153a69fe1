internal import Postgres

/// The right to open a connection of a transport. Slots are advisory locks, so that all processes together never open more than the
/// transport allows, and those of a process that died are free at once.
actor Slots {
  /// First half of the lock's key; the second is made of transport and number.
  private static let classID: Int32 = 0x656e_766f

  private let connect: @Sendable () async throws -> Connection
  /// A task, so that two that ask at once share one session.
  private var connection: Task<Connection, any Error>?
  private var held: Set<Int32> = []

  /// - Parameter connect: a session of its own: the locks live as long as it does.
  init(connect: @escaping @Sendable () async throws -> Connection) { self.connect = connect }

  /// - Returns: nil when all are taken.
  func take(_ transport: SiteTransport) async throws -> Int32? {
    let first = transport.id * 1024
    let session = try await session()
    // A session can lock the same key again, so those it holds are left out, by CASE: the planner would try the lock before the list.
    // LIMIT stops at the first lock that is had.
    let slot = try await session.row(
      """
      SELECT \(first) + n FROM generate_series(1, \(Int32(transport.connections))) AS n
      WHERE CASE WHEN \(first) + n <> ALL(\(Array(held))) THEN pg_try_advisory_lock(\(Self.classID), \(first) + n) END LIMIT 1
      """, as: Int32.self)
    guard let slot else { return nil }
    guard held.insert(slot).inserted else {
      // Two of us asked at once and both were given the same one.
      try await session.execute("SELECT pg_advisory_unlock(\(Self.classID), \(slot))")
      return try await take(transport)
    }
    return slot
  }

  func release(_ slot: Int32) async {
    held.remove(slot)
    guard let connection else { return }
    do { try await connection.value.execute("SELECT pg_advisory_unlock(\(Self.classID), \(slot))") } catch { lose(connection) }
  }

  /// Takes them again where the session was lost, with the database perhaps.
  func keep() async {
    guard !held.isEmpty else { return }
    _ = try? await session()
  }

  func close() async {
    guard let connection else { return }
    self.connection = nil
    try? await connection.value.close()
  }

  /// The session; a new one when the old one is lost, which takes the slots again that are in use.
  private func session() async throws -> Connection {
    if let connection {
      do {
        let session = try await connection.value
        try await session.execute("SELECT 1")
        return session
      } catch let cancelled as CancellationError {
        throw cancelled
      } catch {
        lose(connection)
      }
    }
    if let connection { return try await connection.value }
    let new = Task { [connect, held] in
      let session = try await connect()
      for slot in held { try await session.execute("SELECT pg_try_advisory_lock(\(Self.classID), \(slot))") }
      return session
    }
    connection = new
    return try await new.value
  }

  /// Unless somebody has opened another one meanwhile.
  private func lose(_ lost: Task<Connection, any Error>) {
    if connection == lost { connection = nil }
  }
}
