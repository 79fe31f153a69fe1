public import Postgres

/// Whether this database is the one that may send: a restored dump and a copy of production on staging are not.
public struct Installation: Sendable {
  /// Key of the Message-IDs.
  public let id: String
  public let systemIdentifier: Int
  public let databaseName: String

  /// Reads the identity; the first worker ever writes it.
  ///
  /// - Throws: ``NotAdopted`` when the database is a copy.
  public static func open(_ database: Pool) async throws -> Installation {
    try await database.withConnection { connection in
      // Only where nobody has written it yet: two first workers write the same.
      try await connection.execute(
        """
        UPDATE envoi.installation SET system_identifier = c.system_identifier, database_name = current_database(), adopted_at = now()
        FROM pg_control_system() c WHERE envoi.installation.system_identifier IS NULL
        """)
      return try await current(on: connection)
    }
  }

  /// Takes over: from now on this database sends.
  public static func adopt(_ database: Pool, note: AuditNote? = nil) async throws -> Installation {
    try await database.withTransaction { connection in
      try await connection.execute(
        """
        UPDATE envoi.installation SET system_identifier = c.system_identifier, database_name = current_database(), adopted_at = now()
        FROM pg_control_system() c
        """)
      let adopted = try await current(on: connection)
      try await note?.write(subject: adopted.databaseName, site: nil, on: connection)
      return adopted
    }
  }

  /// Why nothing is sent from this database, if it is a copy; nil also before the first worker.
  static func notAdopted(on connection: Connection) async throws -> NotAdopted? {
    let isNew = try await connection.row("SELECT system_identifier IS NULL FROM envoi.installation", as: Bool.self)
    guard isNew == false else { return nil }
    do { _ = try await current(on: connection) } catch let copy as NotAdopted { return copy }
    return nil
  }

  private static func current(on connection: Connection) async throws -> Installation {
    guard
      let row = try await connection.row(
        """
        SELECT i.id::text, i.system_identifier, i.database_name, c.system_identifier, current_database()::text
        FROM envoi.installation i, pg_control_system() c
        """, as: (String, Int?, String?, Int, String).self)
    else { throw NotAdopted(recorded: "nothing", found: "no row in envoi.installation") }
    guard row.1 == row.3, row.2 == row.4 else {
      throw NotAdopted(recorded: "\(row.2 ?? "-")@\(row.1.map(String.init) ?? "-")", found: "\(row.4)@\(row.3)")
    }
    return Installation(id: row.0, systemIdentifier: row.3, databaseName: row.4)
  }
}

/// The database is a copy of the one that sends.
public struct NotAdopted: Error, CustomStringConvertible {
  let recorded: String
  let found: String

  public var explanation: Explanation { Explanation(.notAdopted, ["recorded": .text(recorded), "found": .text(found)]) }

  public var description: String { explanation.description }
}

extension Queue {
  /// Why nothing is sent from this database, if it is a copy.
  public func notAdopted() async throws -> NotAdopted? { try await database.withConnection { try await Installation.notAdopted(on: $0) } }
}
