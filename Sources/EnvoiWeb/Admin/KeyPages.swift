internal import Envoi
internal import HTTPTypes

/// The keys of a site: they stand on its page; a new one is shown once, on the answer to the form that made it.
struct KeyPages {
  let sites: Sites
  let keys: Keys
  let page: SitePage

  private struct Made: Sendable {
    let domain: String
    let keyName: String
    let key: String
  }

  func add(to routes: PageRoutes) {
    routes.post("admin/sites/:domain/keys", for: .users) { request in try await make(request) }
    routes.post("admin/sites/:domain/keys/:id/revoke", for: .users) { request in try await revoke(request) }
  }

  private func make(_ request: PageRequest) async throws -> PageAnswer {
    let site = try await request.site(.operator, among: sites)
    do {
      let scopes = request.form.all("scopes").compactMap(Scope.init)
      let (key, token) = try await keys.add(
        site: site, name: request.form.required("name"), scopes: Set(scopes), rate: request.form.integer("rate"),
        by: request.visitor.actor)
      return .page("key", Made(domain: site.domain, keyName: key.name, key: token))
    } catch let error as InvalidInput { return try await page.answer(request, site, keyForm: (request.form, error)) }
  }

  private func revoke(_ request: PageRequest) async throws -> PageAnswer {
    let site = try await request.site(.operator, among: sites)
    guard let id = Int32(exactly: try request.number("id")), try await keys.find(id: id)?.siteID == site.id,
      try await keys.revoke(id, by: request.visitor.actor) != nil
    else { throw Problem(.notFound) }
    return .redirect("/admin/sites/\(site.domain)", notice: "done_key_revoked")
  }
}
