internal import Envoi
internal import Foundation
internal import Hummingbird
internal import MessageFormat
internal import Postgres
internal import Transport

/// `/v1/transports`: the ways out of the key's site. Secrets are taken, and never given. Files of this machine (`--ca-file`) and private
/// addresses (`--allow-private`) are the command's alone.
struct TransportRoutes {
  private static let relayFields: Set = ["url", "preset", "region", "user", "password", "security", "helo"]
  private static let gatewayFields: Set = ["url", "preset", "gateway", "settings", "secrets"]
  private static let commonFields: Set = ["connections", "position", "enabled"]

  let database: Pool
  let transports: SiteTransports
  let sites: Sites
  let audit: Audit
  let tests: TransportTests

  init(_ database: Pool, _ tests: TransportTests) {
    (self.database, sites, audit, self.tests) = (database, Sites(database), Audit(database), tests)
    transports = SiteTransports(database, secretKey: tests.secretKey)
  }

  func add(to api: inout APIRouter) {
    api.on(.get, "transports", .admin) { _, context in
      struct List: Encodable { let transports: [TransportResource] }
      let all = try await transports.all(of: try await sites.find(context.key.site))
      return try .json(List(transports: all.map(TransportResource.init)))
    }
    api.on(.post, "transports", .admin, use: add)
    api.on(.get, "transports/:name", .admin) { _, context in try .json(TransportResource(try await find(context).transport)) }
    api.on(.patch, "transports/:name", .admin, use: set)
    api.on(.delete, "transports/:name", .admin, use: remove)
    api.on(.post, "transports/:name/test", .admin, use: test)
  }

  /// The transport of the path; other sites' are none.
  private func find(_ context: APIContext) async throws -> (transport: SiteTransport, site: Site) {
    let site = try await sites.find(context.key.site)
    guard
      let transport = try await transports.all(of: site).first(where: {
        $0.name == context.parameters.get("name") && $0.channel != .webhook
      })
    else {
      throw Problem(.notFound)
    }
    return (transport, site)
  }

  private func add(_ request: Request, _ context: APIContext) async throws -> Response {
    let fields = try await request.fields()
    guard let name = try fields.string("name") else { throw InvalidInput("name", "is missing") }
    let site = try await sites.find(context.key.site)
    try await transports.refuseTaken(name, of: site)
    let transport = try await InvalidInput.inJSON {
      try await transports.add(
        name, to: site, settings: try settings(fields, isGateway: nil, also: ["name"]),
        note: context.note("transport.add", fields, of: request))
    }
    var response = try Response.json(TransportResource(transport), status: .created)
    response.headers[.location] = "transports/\(transport.name)"
    return response
  }

  private func set(_ request: Request, _ context: APIContext) async throws -> Response {
    let (transport, site) = try await find(context)
    let fields = try await request.fields()
    let changed = try await InvalidInput.inJSON {
      try await transports.set(
        transport.name, of: site, settings: try settings(fields, isGateway: transport.kind == .gateway, also: []),
        note: context.note("transport.set", fields, of: request))
    }
    return try .json(TransportResource(changed))
  }

  private func remove(_ request: Request, _ context: APIContext) async throws -> Response {
    let (transport, site) = try await find(context)
    var force = false
    for (name, value) in try request.query(["force"]) {
      guard let said = Bool(value) else { throw InvalidInput(name, "must be true or false", value) }
      force = said
    }
    let note = context.note("transport.remove", of: request)
    do { try await transports.remove(transport.name, of: site, force: force, note: note) } catch let error as InvalidInput {
      throw Problem(.conflict, error)
    }
    return Response(status: .noContent)
  }

  private func test(_ request: Request, _ context: APIContext) async throws -> Response {
    let (transport, site) = try await find(context)
    let fields = try await request.fields()
    try fields.refuseAllBut(["to"])
    let to = try fields.string("to")
    try await audit.record("transport.test", subject: transport.name, site: site.id, detail: nil, by: context.actor(of: request))
    return try .json(
      try await TestResource { transcript in
        try await InvalidInput.inJSON { try await tests.run(transport, of: site, to: to, transcript: transcript) }
      })
  }

  // MARK: Settings

  /// - Parameter isGateway: nil where that is to be seen from what is given.
  private func settings(_ fields: JSONFields, isGateway: Bool?, also: Set<String>) throws -> TransportSettings {
    let preset = try fields.string("preset")
    let relay = preset.flatMap(TransportPreset.init)
    if let preset, relay == nil, !Gateway.presetNames.contains(preset) {
      let names = TransportPreset.allCases.map(\.rawValue) + Gateway.presetNames
      throw InvalidInput("preset", "must be one of \(names.joined(separator: ", "))", preset)
    }
    let isGateway = isGateway ?? (fields.any("gateway") != nil || (preset != nil && relay == nil))
    try fields.refuseAllBut((isGateway ? Self.gatewayFields : Self.relayFields).union(Self.commonFields).union(also))
    let (connections, position) = (try fields.integer("connections", in: 1...1000), try fields.integer("position", in: -32768...32767))
    let isEnabled = try fields.boolean("enabled")
    if isGateway {
      return try TransportSettings(gateway: try gateway(fields), connections: connections, position: position, isEnabled: isEnabled)
    }
    let (user, password) = (try fields.string("user"), try fields.string("password").map(Secret.init))
    var url = try relay?.relay(region: fields.string("region"), user: user, password: password)
    if let text = try fields.string("url") {
      guard relay == nil else { throw InvalidInput("preset", "goes without a url") }
      url = try user.map(RelayURL(text).with) ?? RelayURL(text)
    }
    if user != nil, url == nil { throw InvalidInput("user", "goes with a url or a preset") }
    let security = try fields.string("security").map { text in
      guard let security = SMTPEndpoint.Security(rawValue: text) else {
        throw InvalidInput("security", "must be none, starttls or tls", text)
      }
      return security
    }
    return try TransportSettings(
      url: url, security: security ?? relay?.security, password: password, helo: try fields.string("helo"), connections: connections,
      position: position, isEnabled: isEnabled)
  }

  private func gateway(_ fields: JSONFields) throws -> GatewaySettings {
    var settings = GatewaySettings(description: try fields.string("preset"))
    if let text = try fields.objectText("gateway") {
      _ = try Gateway(Array(text.utf8), field: "gateway")
      settings.description = text
    }
    settings.values = try Self.strings(fields, "settings")
    settings.secrets = try Self.strings(fields, "secrets").mapValues(Secret.init)
    if let url = try fields.string("url") { settings.values["url"] = url }
    return settings
  }

  private static func strings(_ fields: JSONFields, _ name: String) throws -> [String: String] {
    guard let object = try fields.object(name) else { return [:] }
    return try Dictionary(uniqueKeysWithValues: object.names.map { ($0, try object.string($0) ?? "") })
  }
}

extension SiteTransports {
  /// - Throws: ``Problem`` 409 where a transport or a webhook has this name.
  func refuseTaken(_ name: String, of site: Site) async throws {
    guard try await all(of: site).contains(where: { $0.name == name }) else { return }
    throw Problem(.conflict, InvalidInput("name", "is a transport of \(site.domain) already", name))
  }
}
