internal import Envoi
internal import HTTPTypes

extension PageRequest {
  /// The site of the path. One that the user may not see is not found.
  func site(_ role: Role, among sites: Sites) async throws -> Site {
    let domain = try parameter("domain")
    guard let site = try await sites.all().first(where: { $0.domain == domain }) else { throw Problem(.notFound) }
    try check(role, on: site.id)
    return site
  }
}
