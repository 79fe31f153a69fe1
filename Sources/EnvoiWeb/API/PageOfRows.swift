internal import Envoi
internal import Hummingbird

/// Which page of rows is asked for, and the page itself.
struct PageOfRows {
  static let names: Set = ["limit", "cursor"]
  private static let longest = 1000

  private(set) var limit = 50
  private(set) var cursor: Int?

  /// - Parameter query: its other names are left.
  init(_ query: [(name: String, value: String)]) throws(InvalidInput) {
    for (name, value) in query {
      switch name {
      case "limit": limit = try Int(value, field: name, in: 1...Self.longest)
      case "cursor": cursor = try Int(value, field: name)
      default: break
      }
    }
  }

  func response(_ rows: [QueueRow]) throws -> Response {
    struct Page: Encodable {
      let rows: [RowResource]
      let next: String?
    }
    return try .json(Page(rows: rows.map(RowResource.init), next: rows.count == limit ? rows.last.map { "\($0.id)" } : nil))
  }
}
