internal import Postgres

/// Slots are advisory locks, so that all processes together never open more connections than a transport allows, and those of a process
/// that died are free at once.
actor Slots {
  /// First half of the lock's key; the second is made of transport and number.
  private static let classID: Int32 = 0x656e_766f

  private let connect: @Sendable () async throws -> Connection
  /// A task, so that two that ask at once share one session.
  private var connection: Task<Connection, any Error>?
  private var held: [Int32: Slot] = [:]

  /// - Parameter connect: a session of its own: the locks live as long as it does.
  init(connect: @escaping @Sendable () async throws -> Connection) { self.connect = connect }

  /// - Returns: nil when all are taken.
  func take(_ transport: SiteTransport) async throws -> Slot? {
    let first = transport.id * 1024
    let session = try await session()
    // A session can lock the same key again, so those it holds are left out, by CASE: the planner would try the lock before the list.
    // LIMIT stops at the first lock that is had.
    let key = try await session.row(
      """
      SELECT \(first) + n FROM generate_series(1, \(Int32(transport.connections))) AS n
      WHERE CASE WHEN \(first) + n <> ALL(\(Array(held.keys))) THEN pg_try_advisory_lock(\(Self.classID), \(first) + n) END LIMIT 1
      """, as: Int32.self)
    guard let key else { return nil }
    guard held[key] == nil else {
      // Two of us asked at once and both were given the same one.
      try await Self.unlock(key, on: session)
      return try await take(transport)
    }
    let slot = Slot(key: key)
    held[key] = slot
    return slot
  }

  func release(_ slot: Slot) async {
    guard held[slot.key] === slot else { return }
    held[slot.key] = nil
    guard let connection else { return }
    do { try await Self.unlock(slot.key, on: connection.value) } catch { lose(connection) }
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
    let new = Task { try await self.begin() }
    connection = new
    return try await new.value
  }

  /// A session that has the slots in use. Those that others took meanwhile are lost.
  private func begin() async throws -> Connection {
    let session = try await connect()
    for slot in held.values {
      let isHad = try await session.row("SELECT pg_try_advisory_lock(\(Self.classID), \(slot.key))", as: Bool.self)
      guard isHad != true, held[slot.key] === slot else { continue }
      slot.lose()
      held[slot.key] = nil
    }
    return session
  }

  private static func unlock(_ key: Int32, on session: Connection) async throws {
    try await session.execute("SELECT pg_advisory_unlock(\(classID), \(key))")
  }

  /// Unless somebody has opened another one meanwhile.
  private func lose(_ lost: Task<Connection, any Error>) {
    if connection == lost { connection = nil }
  }
}
