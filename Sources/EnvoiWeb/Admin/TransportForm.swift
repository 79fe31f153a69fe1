internal import Envoi
internal import Transport

/// A transport as the fields of a form, named as the options of `envoi transport set`. Files of this machine and private addresses
/// are the command's alone.
struct TransportForm: Sendable {
  enum Subject: Sendable {
    case relay
    case relayPreset(TransportPreset)
    case gateway(Gateway)
    case sandbox
  }

  /// A field that a gateway's description asks for.
  struct Setting: Sendable {
    let id: String
    let settingName: String
    let about: String
    let isSecret: Bool
    /// It has a value already, which is not shown.
    let isSealed: Bool
    let isRequired: Bool
    let value: String
    let standard: String?
  }

  let subject: Subject
  /// The transport that is changed; nil for a new one.
  let transport: SiteTransport?
  /// Names of what its gateway has sealed.
  private let sealed: Set<String>

  /// - Parameter secretKey: tells which settings of a gateway are sealed.
  init(_ transport: SiteTransport, secretKey: SecretKey?) throws {
    self.transport = transport
    subject =
      switch transport.kind {
      case .smtp: .relay
      case .sandbox: .sandbox
      case .gateway: .gateway(try transport.gatewayDescription())
      }
    sealed = transport.kind == .gateway ? Set(try transport.secretNames(secretKey)) : []
  }

  /// One that is new.
  ///
  /// - Parameter preset: `smtp` for a relay of one's own; nil where there is no such preset.
  init?(preset: String) {
    if preset == "smtp" {
      subject = .relay
    } else if let relay = TransportPreset(rawValue: preset) {
      subject = .relayPreset(relay)
    } else if let gateway = Gateway.preset(preset) {
      subject = .gateway(gateway)
    } else {
      return nil
    }
    (transport, sealed) = (nil, [])
  }

  // MARK: What stands in it

  /// What it has now, but its secrets.
  static func values(of transport: SiteTransport) -> [String: String] {
    let relay = transport.kind == .smtp ? try? RelayURL(transport.url) : nil
    let hasOwnSecurity = relay.map { $0.defaultSecurity != transport.security } ?? false
    return Fields(
      [
        ("url", relay?.anonymous.text ?? ""), ("login", relay?.username ?? ""), ("helo", transport.helo ?? ""),
        ("security", hasOwnSecurity ? transport.security.rawValue : ""), ("connections", "\(transport.connections)"),
        ("position", "\(transport.position)"), ("sending", transport.isEnabled ? "on" : ""),
      ] + transport.settings.map { ("set.\($0.key)", $0.value) }
    ).values
  }

  /// The fields of a gateway with what was typed, or what they have now.
  func settings(_ values: [String: String]) -> [Setting] {
    guard case .gateway(let gateway) = subject else { return [] }
    let own = gateway.settings.map { setting in
      let isSecret = setting.isSecret || sealed.contains(setting.name)
      return Setting(
        id: "set.\(setting.name)", settingName: setting.name, about: setting.about, isSecret: isSecret,
        isSealed: sealed.contains(setting.name), isRequired: setting.isRequired && !sealed.contains(setting.name),
        value: isSecret ? "" : values["set.\(setting.name)"] ?? "", standard: setting.default)
    }
    guard gateway.channel == .sms else { return own }
    let price = Setting(
      id: "set.price", settingName: "price", about: "what a part costs, like 0.045 EUR", isSecret: false, isSealed: false,
      isRequired: false, value: values["set.price"] ?? "", standard: nil)
    return own + [price]
  }

  // MARK: What is typed into it

  func parsed(_ form: Fields) throws -> TransportSettings {
    let password = form.raw("password").isEmpty ? nil : Secret(form.raw("password"))
    let (connections, position) = (try form.integer("connections"), try form.integer("position"))
    switch subject {
    case .sandbox: return try TransportSettings(position: position)
    case .gateway: return try TransportSettings(gateway: gateway(form), connections: connections, position: position)
    case .relayPreset(let preset):
      return try TransportSettings(
        url: preset.relay(region: form["region"], user: form["login"], password: password), security: preset.security, password: password,
        connections: connections, position: position)
    case .relay:
      var relay = try RelayURL(form["url"] ?? "")
      if let login = form["login"] { relay = try relay.with(username: login) }
      let security = try form["security"].map { text in
        guard let security = SMTPEndpoint.Security(rawValue: text) else { throw InvalidInput("--security", "is none of the choices", text) }
        return security
      }
      return try TransportSettings(
        url: relay, security: security, password: password, helo: form["helo"] ?? "", connections: connections, position: position)
    }
  }

  /// A secret that was left empty stays as it is; another setting goes.
  private func gateway(_ form: Fields) -> GatewaySettings {
    guard case .gateway(let gateway) = subject else { return GatewaySettings() }
    var given = GatewaySettings(description: transport == nil ? gateway.name : nil)
    for setting in settings([:]) {
      if setting.isSecret {
        if !form.raw(setting.id).isEmpty { given.secrets[setting.settingName] = Secret(form.raw(setting.id)) }
      } else {
        given.values[setting.settingName] = form[setting.id] ?? ""
      }
    }
    return given
  }

  /// What was typed, to be shown again: no secrets, also not in a URL.
  func typed(_ form: Fields) -> [String: String] {
    var values = form.values.filter { $0.key != "password" }
    values["url"] = values["url"].map { url in
      guard let at = url.lastIndex(of: "@"), let slashes = url.firstRange(of: "//"), slashes.upperBound <= at else { return url }
      return String(url[..<slashes.upperBound] + url[url.index(after: at)...])
    }
    for setting in settings([:]) where setting.isSecret { values[setting.id] = nil }
    return values
  }

  /// Names of the secrets that were given, for the audit.
  func secretsGiven(_ form: Fields) -> [String] {
    (["password"] + settings([:]).filter(\.isSecret).map(\.id)).filter { !form.raw($0).isEmpty }
  }
}
