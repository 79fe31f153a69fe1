internal import Envoi
internal import HTTPTypes
internal import Postgres

/// For which site, and by which way, somebody writes.
struct ComposeDesk: Sendable {
  /// Those that they may write for.
  let sites: [Site]
  let door: Door
  let channel: Channel

  /// From `?site=example.org&channel=sms`; without them the first of each that there is.
  ///
  /// - Throws: ``Problem`` where they may not write there.
  init(_ request: PageRequest, _ database: Pool) async throws {
    let site = try await Self.site(request, database)
    let user = try request.user
    sites = try await Sites(database).all().filter { user.role(on: $0.id) ?? .viewer >= .editor }
    let door = try await Door(database, site: site)
    channel = request.query["channel"].flatMap { name in door.channels.first { $0.rawValue == name } } ?? .email
    self.door = door
  }

  static func site(_ request: PageRequest, _ database: Pool) async throws -> Site {
    let all = try await Sites(database).all()
    guard let domain = request.query["site"] else {
      let user = try request.user
      guard let first = all.first(where: { user.role(on: $0.id) ?? .viewer >= .editor }) else { throw Problem(.forbidden) }
      return first
    }
    guard let site = all.first(where: { $0.domain == domain }) else { throw Problem(.notFound) }
    try request.check(.editor, on: site.id)
    return site
  }
}
