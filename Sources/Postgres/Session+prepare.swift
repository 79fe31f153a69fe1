internal import CLibpq

/// The same text with parameters of other types is another statement.
struct PreparedKey: Hashable {
  let text: String
  let types: [UInt32]
}

extension Session {
  /// Statements kept prepared on one connection. Programs have some dozens; more means text that is made up anew each time.
  private static let preparedLimit = 256

  /// Runs a statement, prepared once for the connection's life: planning over partitions costs more than the statement.
  func result(of sql: SQL) throws -> Result {
    let key = PreparedKey(text: sql.text, types: sql.parameters.types)
    do {
      return try execute(key, sql.parameters)
    } catch let error as PostgresError where Self.isStale(error) {
      // In a transaction it is too late: the error has failed it.
      guard prepared.removeValue(forKey: key) != nil, isIdle else { throw error }
      return try execute(key, sql.parameters)
    }
  }

  /// The schema has changed under the plan, or a pooler or DISCARD has thrown it away. Nothing was run.
  private static func isStale(_ error: PostgresError) -> Bool { error.sqlState == "0A000" || error.sqlState == "26000" }

  private func execute(_ key: PreparedKey, _ parameters: Parameters) throws -> Result {
    let name = try prepare(key)
    try begin()
    try sent(
      parameters.withPointers { values, lengths, formats in
        PQsendQueryPrepared(connection, name, Int32(values.count), values, lengths, formats, 1)
      })
    return try collect()
  }

  private func prepare(_ key: PreparedKey) throws -> String {
    if let name = prepared[key] { return name }
    if prepared.count >= Self.preparedLimit {
      try run("DEALLOCATE ALL")
      prepared.removeAll()
    }
    try begin()
    preparedCount += 1
    let name = "s\(preparedCount)"
    try sent(PQsendPrepare(connection, name, key.text, Int32(key.types.count), key.types))
    _ = try collect()
    prepared[key] = name
    return name
  }
}
