import ArgumentParser
import Envoi
import Foundation
import Transport

/// What can be said about a transport.
struct TransportOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("smtp://user@host:587 or smtps://user@host:465; a chat's webhook.", valueName: "url"))
  var url: String?
  @Option(name: .long, help: ArgumentHelp("One that many use: \(Self.presetNames.joined(separator: ", ")).", valueName: "name"))
  var preset: String?
  @Option(name: .long, help: ArgumentHelp("Your own description of an SMS gateway or a chat (docs/gateways.md).", valueName: "file"))
  var gateway: String?
  @Option(
    name: .long,
    help: ArgumentHelp("What the gateway wants to be told, key=value; '' takes it away; again for more.", valueName: "key=value"))
  var set: [String] = []
  @Option(
    name: .long, help: ArgumentHelp("A secret of the gateway, key=FILE; - reads standard input; again for more.", valueName: "key=file"))
  var secret: [String] = []
  @Flag(
    inversion: .prefixedNo, exclusivity: .exclusive,
    help: "Whether a gateway or a chat may be on a private or loopback address. An SMS gateway whose URL has one may.")
  var allowPrivate: Bool?
  @Option(name: .long, help: ArgumentHelp("Region of Amazon SES.", valueName: "name"))
  var region: String?
  @Option(name: .long, help: ArgumentHelp("User name, where the URL has none.", valueName: "name"))
  var user: String?
  @Option(name: .long, help: ArgumentHelp("File with the password; - reads standard input.", valueName: "file"))
  var passwordFile: String?
  @Option(name: .long, help: "none, starttls or tls. Default: starttls; none on loopback.")
  var security: SMTPEndpoint.Security?
  @Option(
    name: .long, help: ArgumentHelp("Certificate authorities to trust (PEM), in place of the system's; '' for those.", valueName: "file"))
  var caFile: String?
  @Option(name: .long, help: ArgumentHelp("Name to say in EHLO; '' for the default. Default: the site's domain.", valueName: "name"))
  var helo: String?
  @Option(name: .long, help: "Open connections, over all processes together. Default: 20, of a chat 1.")
  var connections: Int?
  @Option(name: .long, help: "Order among the site's transports: lower goes first. Default: 0.")
  var position: Int?

  static let presetNames = TransportPreset.allCases.map(\.rawValue) + Gateway.presetNames

  var relayPreset: TransportPreset? { preset.flatMap(TransportPreset.init) }
  /// What is said about a gateway, or about a transport of which it is not known here what it is.
  private var isGateway: Bool {
    gateway != nil || preset.map(Gateway.presetNames.contains) ?? false || url?.wholeMatch(of: /https?:.*/) != nil || !set.isEmpty
      || !secret.isEmpty || allowPrivate != nil
  }

  func validate() throws {
    if let preset, !Self.presetNames.contains(preset) {
      throw ValidationError("--preset must be one of \(Self.presetNames.joined(separator: ", ")), not \(preset)")
    }
    guard gateway == nil || preset == nil else { throw ValidationError("--gateway and --preset exclude each other") }
    if isGateway {
      let others = [
        ("--user", user != nil), ("--security", security != nil), ("--helo", helo != nil), ("--password-file", passwordFile != nil),
      ]
      if let other = others.first(where: \.1) { throw ValidationError("\(other.0) is for relays; a gateway has --set and --secret") }
    } else {
      guard url == nil || preset == nil else { throw ValidationError("--url and --preset exclude each other") }
      guard user == nil || url != nil || preset != nil else { throw ValidationError("--user goes with --url or --preset") }
    }
    guard region == nil || relayPreset == .ses else { throw ValidationError("--region goes with --preset ses") }
  }

  /// A secret that stood on the command line is in the shell's history, and was in the list of processes.
  func warnOfSecrets(of transport: SiteTransport) {
    let names = set.map { String($0.prefix { $0 != "=" }) } + (url == nil ? [] : ["url"])
    for name in transport.secretSettings where names.contains(name) {
      Terminal.complain(
        "\(name) is a secret, and stood on the command line: give it with --secret \(name)=FILE, or --secret \(name)=- to type it")
    }
  }

  /// What is given, for the audit: of what may be a secret only its name.
  func note(_ verb: String, isEnabled: Bool? = nil) -> AuditNote {
    let fields =
      [url.map { _ in "url" }, passwordFile.map { _ in "password" }].compactMap(\.self)
      + (set + secret).map { String($0.prefix { $0 != "=" }) }
    let given: [String: String?] = [
      "preset": preset, "gateway": gateway, "region": region, "login": user, "security": security?.rawValue, "ca_file": caFile,
      "helo": helo, "connections": connections?.description, "position": position?.description,
      "allow_private": allowPrivate?.description, "sending": isEnabled?.description,
      "fields": fields.isEmpty ? nil : fields.joined(separator: ", "),
    ]
    return AuditNote("transport.\(verb)", detail: given.compactMapValues(\.self), by: .at("transport \(verb)"))
  }

  func parsed(isEnabled: Bool? = nil) throws -> TransportSettings {
    let gateway = isGateway ? try gatewaySettings() : GatewaySettings()
    let password = try passwordFile.map { try Self.secret($0, "--password-file", prompt: "password") }
    if password?.exposed == "" { throw InvalidInput("--password-file", "must be a file; a URL without a user takes the password away") }
    var relay = try relayPreset?.relay(region: region, user: user, password: password)
    if !isGateway, let url { relay = try user.map(RelayURL(url).with) ?? RelayURL(url) }
    return try TransportSettings(
      url: relay, gateway: gateway, security: security ?? relayPreset?.security, password: password,
      caFile: try caFile.map(Self.certificates), helo: helo, connections: connections, position: position, isEnabled: isEnabled)
  }

  private func gatewaySettings() throws -> GatewaySettings {
    var settings = GatewaySettings(description: preset, allowsPrivate: allowPrivate, meansPrivate: true)
    if let gateway {
      guard let text = String(file: gateway) else { throw InvalidInput("--gateway", "is no file that can be read as UTF-8", gateway) }
      // Its errors name the file.
      do { _ = try Gateway(Array(text.utf8), field: gateway) } catch { throw error }
      settings.description = text
    }
    if let url { settings.values["url"] = url }
    for pair in set {
      let (key, value) = try Self.split(pair, "--set")
      settings.values[key] = value
    }
    for pair in secret {
      let (key, file) = try Self.split(pair, "--secret")
      settings.secrets[key] = try Self.secret(file, "--secret \(key)", prompt: key)
    }
    return settings
  }

  private static func split(_ pair: String, _ option: String) throws -> (String, String) {
    guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
      // It may be a secret that was given here by mistake.
      throw InvalidInput(option, "must be key=\(option == "--set" ? "value" : "file")")
    }
    return (String(pair[..<equals]), String(pair[pair.index(after: equals)...]))
  }

  /// Workers run in another folder. Nothing goes back to the system's.
  private static func certificates(_ file: String) throws -> String {
    guard !file.isEmpty else { return "" }
    guard let text = String(file: file) else { throw InvalidInput("--ca-file", "cannot be read", file) }
    let bodies = text.matches(of: /-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+\/=\s]+)-----END CERTIFICATE-----/).map(\.1)
    guard !bodies.isEmpty, bodies.allSatisfy({ Data(base64Encoded: String($0), options: .ignoreUnknownCharacters)?.first == 0x30 }) else {
      throw InvalidInput(
        "--ca-file", "must have at least one certificate in PEM (-----BEGIN CERTIFICATE-----), and only whole ones", file)
    }
    return URL(filePath: file).standardizedFileURL.path
  }

  private static func secret(_ file: String, _ option: String, prompt: String) throws -> Secret {
    // Nothing takes it away. What was given is not repeated: it may be the secret itself.
    if file.isEmpty { return Secret("") }
    guard var text = file == "-" ? Terminal.readSecret(prompt) : String(file: file) else {
      throw InvalidInput(option, "must be a file that can be read, with the \(prompt) in it; - reads standard input")
    }
    if text.last?.isNewline == true { text.removeLast() }
    guard !text.isEmpty, !text.contains(where: \.isNewline) else {
      throw InvalidInput(option, "must have one line, the \(prompt), and no other", file)
    }
    return Secret(text)
  }
}
