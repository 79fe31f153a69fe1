internal import Foundation
internal import Postgres

/// Rows of a filter by state.
public struct QueueCounts: Sendable, Equatable {
  public let byStatus: [QueueStatus: Count]

  public subscript(status: QueueStatus) -> Count { byStatus[status] ?? .exact(0) }
  public var total: Count { byStatus.values.reduce(.exact(0), +) }

  /// So many rows of a state are looked at. Where there are more, the planner says how many.
  static let limit = 10_000
}

extension Queue {
  /// Rows by state; quick at any size, see ``Count``. States that the filter leaves out have none.
  public func counts(_ filter: QueueFilter) async throws -> QueueCounts {
    QueueCounts(byStatus: try await count(filter, in: QueueStatus.allCases))
  }

  /// - Parameter condition: what else of `q` is asked for.
  func count(_ filter: QueueFilter, in statuses: [QueueStatus], also condition: SQL = "true") async throws -> [QueueStatus: Count] {
    try await search(filter) { search, connection in
      try await Self.limitTime(on: connection)
      var counts: [QueueStatus: Count] = [:]
      for status in statuses where filter.limited(to: [status]) != nil && (filter.reason == nil || status == .error) {
        let counted = search.count(status, limit: QueueCounts.limit + 1, also: condition)
        guard let (fitting, looked) = try await connection.row(counted, as: (Int, Int).self) else { continue }
        counts[status] =
          looked <= QueueCounts.limit
          ? .exact(fitting) : .about(max(fitting, try await Self.estimate(search, status, condition, on: connection)))
      }
      return counts
    }
  }

  private struct Plan: Decodable {
    struct Node: Decodable {
      let rows: Double
      enum CodingKeys: String, CodingKey { case rows = "Plan Rows" }
    }
    let plan: Node
    enum CodingKeys: String, CodingKey { case plan = "Plan" }
  }

  private static func estimate(_ search: RowSearch, _ status: QueueStatus, _ condition: SQL, on connection: Connection) async throws -> Int
  {
    let plan = try await connection.row(
      """
      EXPLAIN (FORMAT JSON) SELECT FROM envoi.queue q WHERE q.id BETWEEN \(search.range.lowerBound) AND \(search.range.upperBound)
        AND q.status = \(status.rawValue)::envoi.status AND \(sql: search.filter.condition) AND \(sql: condition)
      """, as: String.self)
    return Int(try JSONDecoder().decode([Plan].self, from: Data((plan ?? "[]").utf8)).first?.plan.rows ?? 0)
  }
}
