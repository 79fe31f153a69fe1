internal import Envoi
internal import HTTPTypes

/// Tries a transport, each step shown as it happens.
struct TransportTestPages {
  let sites: Sites
  let transports: SiteTransports
  let tests: TransportTests
  let audit: Audit

  func add(to routes: PageRoutes) {
    let path = "admin/sites/:domain/transports/:name/test"
    routes.get(path, for: .users) { request in
      let (_, transport) = try await request.transport(sites, transports)
      return Self.page(transport, request.labels).answer()
    }
    routes.post(path, for: .users) { request in try await test(request) }
  }

  private static func page(_ transport: SiteTransport, _ labels: Labels, to: String? = nil) -> TestPage {
    TestPage(
      domain: transport.site, transport: transport.name, path: "/admin/sites/\(transport.site)/transports/\(transport.name)",
      way: transport.way, takesAddress: transport.channel == .email, takesNumber: transport.channel == .sms,
      about: transport.channel == .chat ? labels("test_chat") : nil, to: to)
  }

  private func test(_ request: PageRequest) async throws -> PageAnswer {
    let (site, transport) = try await request.transport(sites, transports)
    let to = request.form["to"]
    try await audit.record(
      "transport.test", subject: transport.name, site: site.id, detail: to.map { ["to": $0] }, by: request.visitor.actor)
    return Self.page(transport, request.labels, to: to).running(request.labels) { [tests] opened, transcript in
      try await tests.run(transport, of: site, to: to, opened: opened, transcript: transcript)
    }
  }
}
