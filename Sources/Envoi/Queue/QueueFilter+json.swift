internal import Foundation
internal import Postgres

/// A filter as `envoi.operation.filter` has it.
extension QueueFilter {
  private struct Stored: Codable {
    var ids: [Int]?
    var site: Int32?
    var sites: [Int32]?
    var highest: Int?
    /// Its fields but for the site, which may be called otherwise by then.
    var query: [[String]]
  }

  init(json: String) throws {
    let stored = try JSONDecoder().decode(Stored.self, from: Data(json.utf8))
    try self.init(fields: stored.query.compactMap { $0.count == 2 ? ($0[0], $0[1]) : nil })
    ids = stored.ids
    site = stored.site
    sites = stored.sites.map(Set.init)
    highest = stored.highest
  }

  func json() throws -> String {
    let stored = Stored(
      ids: ids, site: site, sites: sites?.sorted(), highest: highest, query: fields(sites: []).map { [$0, $1] })
    return String(decoding: try JSONEncoder().encode(stored), as: UTF8.self)
  }
}
