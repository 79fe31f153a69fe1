internal import Envoi
internal import HTTPTypes

/// The ways out of a site: add one from a preset or by its URL, change, switch off, remove.
struct TransportPages {
  let sites: Sites
  let transports: SiteTransports

  private struct Presets: Sendable {
    struct Group: Sendable {
      let heading: String
      let presets: [Preset]
    }

    struct Preset: Sendable {
      let preset: String
      let title: String
      let about: String
    }

    let domain: String
    let groups: [Group]
  }

  private struct Model: Sendable {
    let domain: String
    /// Of the transport; nil for a new one.
    let transport: String?
    let path: String
    let preset: String?
    let about: String?
    let isSandbox: Bool
    let isEnabled: Bool
    let needsName: Bool
    let needsURL: Bool
    let needsRegion: Bool
    let needsLogin: Bool
    let hasPassword: Bool
    let securities: [Choice]
    let settings: [TransportForm.Setting]
    let row: TransportRow?
    let values: [String: String]
    let problem: Complaint?
  }

  private struct Removal: Sendable {
    let domain: String
    let transport: String
    let path: String
    let problem: Complaint?
  }

  func add(to routes: PageRoutes) {
    let path = "admin/sites/:domain/transports/:name"
    routes.get("admin/sites/:domain/add-transport", for: .users) { request in
      let site = try await request.site(.operator, among: sites)
      guard let preset = request.query["preset"] else { return Self.presets(site, request.labels) }
      guard let form = TransportForm(preset: preset) else { throw Problem(.notFound) }
      return Self.page(form, of: site, preset: preset, values: ["name": preset == "smtp" ? "relay" : preset], request)
    }
    routes.post("admin/sites/:domain/add-transport", for: .users) { request in try await add(request) }
    routes.get(path, for: .users) { request in
      let (site, transport) = try await find(request)
      let form = try TransportForm(transport, secretKey: transports.secretKey)
      return Self.page(form, of: site, values: TransportForm.values(of: transport), request)
    }
    routes.post(path, for: .users) { request in try await set(request) }
    routes.post("\(path)/sending", for: .users) { request in try await enable(request) }
    routes.get("\(path)/remove", for: .users) { request in
      let (site, transport) = try await find(request)
      return .page("transport_remove", Self.removal(transport, of: site))
    }
    routes.post("\(path)/remove", for: .users) { request in try await remove(request) }
  }

  private func find(_ request: PageRequest) async throws -> (Site, SiteTransport) { try await request.transport(sites, transports) }

  // MARK: Forms

  private static func presets(_ site: Site, _ labels: Labels) -> PageAnswer {
    let gateways = Gateway.presetNames.compactMap(Gateway.preset)
    func group(_ channel: Channel) -> Presets.Group {
      .init(
        heading: labels("preset_\(channel.rawValue)"),
        presets: gateways.filter { $0.channel == channel }.map { .init(preset: $0.name, title: $0.name, about: $0.about) })
    }
    let relays = [Presets.Preset(preset: "smtp", title: labels("preset_own"), about: "smtp:// or smtps://")]
    let known = TransportPreset.allCases.map { Presets.Preset(preset: $0.rawValue, title: $0.rawValue, about: $0.notice) }
    let groups = [Presets.Group(heading: labels("preset_email"), presets: relays + known), group(.sms), group(.chat)]
    return .page("presets", Presets(domain: site.domain, groups: groups))
  }

  private static func page(
    _ form: TransportForm, of site: Site, preset: String? = nil, values: [String: String], _ request: PageRequest,
    _ error: InvalidInput? = nil
  ) -> PageAnswer {
    let labels = request.labels
    var (about, needsURL, needsRegion, needsLogin, isSandbox) = (String?.none, false, false, false, false)
    switch form.subject {
    case .relay: (needsURL, needsLogin) = (true, true)
    case .relayPreset(let relay): (about, needsRegion, needsLogin) = (relay.notice, relay == .ses, relay.needsLogin)
    case .gateway(let gateway): about = gateway.about
    case .sandbox: isSandbox = true
    }
    let base = "/admin/sites/\(site.domain)"
    let transport = form.transport
    let model = Model(
      domain: site.domain, transport: transport?.name, path: transport.map { "\(base)/transports/\($0.name)" } ?? "\(base)/add-transport",
      preset: preset, about: about, isSandbox: isSandbox, isEnabled: transport?.isEnabled ?? true, needsName: transport == nil,
      needsURL: needsURL, needsRegion: needsRegion, needsLogin: needsLogin, hasPassword: transport?.hasPassword ?? false,
      securities: ["", "starttls", "tls", "none"].map {
        Choice($0, labels("security_\($0.isEmpty ? "url" : $0)"), isChosen: $0 == values["security"] ?? "")
      },
      settings: form.settings(values),
      row: transport.map { TransportRow($0, isUsed: false, labels, Formatting(labels.language, zone: site.timeZone)) }, values: values,
      problem: error.map { Complaint($0, labels) })
    return .page("transport", model, status: error == nil ? .ok : .unprocessableContent)
  }

  private static func removal(_ transport: SiteTransport, of site: Site, _ problem: Complaint? = nil) -> Removal {
    Removal(
      domain: site.domain, transport: transport.name, path: "/admin/sites/\(site.domain)/transports/\(transport.name)", problem: problem)
  }

  // MARK: Changes

  private func add(_ request: PageRequest) async throws -> PageAnswer {
    let site = try await request.site(.operator, among: sites)
    let preset = request.form["preset"] ?? ""
    guard let form = TransportForm(preset: preset) else { throw Problem(.notFound) }
    do {
      let transport = try await transports.add(
        request.form.required("name"), to: site, settings: form.parsed(request.form), note: note("transport.add", form, request),
        detail: TransportForm.values(of:))
      return .redirect("/admin/sites/\(site.domain)/transports/\(transport.name)/test", notice: "done_transport_added")
    } catch let error as InvalidInput {
      return Self.page(form, of: site, preset: preset, values: form.typed(request.form), request, error)
    }
  }

  private func set(_ request: PageRequest) async throws -> PageAnswer {
    let (site, transport) = try await find(request)
    let form = try TransportForm(transport, secretKey: transports.secretKey)
    do {
      let note = note("transport.set", form, request)
      _ = try await transports.set(transport.name, of: site, settings: form.parsed(request.form), note: note) { changed in
        TransportForm.values(of: changed).changes(from: TransportForm.values(of: transport))
      }
      return .redirect("/admin/sites/\(site.domain)", notice: "done_saved")
    } catch let error as InvalidInput { return Self.page(form, of: site, values: form.typed(request.form), request, error) }
  }

  private func enable(_ request: PageRequest) async throws -> PageAnswer {
    let (site, transport) = try await find(request)
    let isOn = request.form["sending"] == "on"
    let note = AuditNote("transport.set", detail: ["sending": isOn ? "on" : ""], by: request.visitor.actor)
    _ = try await transports.set(transport.name, of: site, settings: TransportSettings(isEnabled: isOn), note: note)
    return .redirect("/admin/sites/\(site.domain)", notice: isOn ? "done_transport_on" : "done_transport_off")
  }

  private func remove(_ request: PageRequest) async throws -> PageAnswer {
    let (site, transport) = try await find(request)
    do {
      let note = AuditNote("transport.remove", by: request.visitor.actor)
      try await transports.remove(transport.name, of: site, force: request.form["force"] != nil, note: note)
      return .redirect("/admin/sites/\(site.domain)", notice: "done_transport_removed")
    } catch let error as InvalidInput {
      return .page("transport_remove", Self.removal(transport, of: site, Complaint(error, request.labels)), status: .unprocessableContent)
    }
  }

  /// With the secrets that are given, which it does not say.
  private func note(_ action: String, _ form: TransportForm, _ request: PageRequest) -> AuditNote {
    let secrets = form.secretsGiven(request.form).map { ($0, "•••") }
    return AuditNote(action, detail: Dictionary(secrets) { $1 }, by: request.visitor.actor)
  }
}

extension PageRequest {
  /// The transport of the path and its site, for an operator of that.
  func transport(_ sites: Sites, _ transports: SiteTransports) async throws -> (Site, SiteTransport) {
    let site = try await site(.operator, among: sites)
    let name = try parameter("name")
    guard let transport = try await transports.all(of: site).first(where: { $0.name == name && $0.channel != .webhook }) else {
      throw Problem(.notFound)
    }
    return (site, transport)
  }
}
