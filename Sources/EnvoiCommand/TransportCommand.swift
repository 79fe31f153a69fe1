public import ArgumentParser
public import Envoi
import Foundation
import Postgres
public import Transport

struct TransportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transport", abstract: "The ways out of a site: SMTP relays, and the sandbox.",
    subcommands: [Add.self, Set.self, List.self, Test.self, Remove.self])

  /// What can be said about a transport.
  struct SettingsOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("smtp://user@host:587 or smtps://user@host:465.", valueName: "url"))
    var url: String?
    @Option(name: .long, help: "A relay that many use: \(TransportPreset.allCases.map(\.rawValue).joined(separator: ", ")).")
    var preset: TransportPreset?
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
    @Option(name: .long, help: "Open connections, over all processes together. Default: 20.")
    var connections: Int?
    @Option(name: .long, help: "Order among the site's transports: lower goes first. Default: 0.")
    var position: Int?

    func validate() throws {
      guard url == nil || preset == nil else { throw ValidationError("--url and --preset exclude each other") }
      guard user == nil || url != nil || preset != nil else { throw ValidationError("--user goes with --url or --preset") }
      guard region == nil || preset == .ses else { throw ValidationError("--region goes with --preset ses") }
    }

    func parsed(isEnabled: Bool? = nil) throws -> TransportSettings {
      var relay = try (url ?? preset.map { try $0.url(region: region) }).map { try RelayURL($0) }
      if let user { relay = try relay?.with(username: user) }
      let password = try passwordFile.map(Self.password)
      if let preset, preset.needsLogin, relay?.username == nil || password == nil {
        throw InvalidInput("--preset", "needs a login: --user and --password-file", preset.rawValue)
      }
      return try TransportSettings(
        url: relay, security: security ?? preset?.security, password: password, caFile: try caFile.map(Self.certificates), helo: helo,
        connections: connections, position: position, isEnabled: isEnabled)
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

    private static func password(_ file: String) throws -> Secret {
      guard var text = file == "-" ? Terminal.readSecret("password") : String(file: file) else {
        throw InvalidInput("--password-file", "cannot be read", file)
      }
      if text.last?.isNewline == true { text.removeLast() }
      guard !text.isEmpty, !text.contains(where: \.isNewline) else {
        throw InvalidInput("--password-file", "must have one line, the password, and no other", file)
      }
      return Secret(text)
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Add a relay. From then on the sandbox is not used any more.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "What you call it.") var name: String
    @OptionGroup var site: SiteOption
    @OptionGroup var settings: SettingsOptions

    func run() async throws {
      let installed = try options.settings()
      let database = try await options.database(installed)
      let transport = try await SiteTransports(database, secretKey: installed.secretKey)
        .add(name, to: Sites(database).find(site.site), settings: settings.parsed())
      print("added \(transport.name) to \(transport.site): \(transport.url), \(transport.security.rawValue)")
      if let preset = settings.preset { print("note: \(preset.notice)") }
      print("try it: envoi transport test \(transport.name) --site \(transport.site)")
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Change what is named, leave the rest. A pause ends.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "What you call it.") var name: String
    @OptionGroup var site: SiteOption
    @OptionGroup var settings: SettingsOptions
    @Flag(inversion: .prefixedEnableDisable, exclusivity: .exclusive, help: "Whether it is used.") var sending: Bool?

    func run() async throws {
      let installed = try options.settings()
      let database = try await options.database(installed)
      let transport = try await SiteTransports(database, secretKey: installed.secretKey)
        .set(name, of: Sites(database).find(site.site), settings: settings.parsed(isEnabled: sending))
      let connections = Terminal.count(transport.connections, "connection")
      print(
        "\(transport.name) of \(transport.site): \(transport.url), \(transport.security.rawValue), \(connections), \(transport.state)"
      )
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The transports of a site, or of all, in their order. A site's mail goes the way that is USED.")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var site: SiteOption
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let database = try await options.database(options.settings())
      let chosen = try await site.site.asyncMap { try await Sites(database).find($0) }
      let transports = try await SiteTransports(database, secretKey: nil).all(of: chosen)
      let used = Swift.Set(Dictionary(grouping: transports, by: \.site).values.compactMap { SiteTransports.current(among: $0)?.id })
      if json { return try transports.forEach { try Terminal.printJSON(TransportListing($0, isUsed: used.contains($0.id))) } }
      Terminal.printTable(
        ["SITE", "NAME", "USED", "POSITION", "URL", "SECURITY", "PASSWORD", "CONNECTIONS", "STATE"],
        transports.map {
          [
            $0.site, $0.name, used.contains($0.id) ? "yes" : "-", "\($0.position)", $0.url, $0.security.rawValue,
            $0.hasPassword ? "sealed" : "-", "\($0.connections)", $0.state,
          ]
        })
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Remove a transport.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "What you call it.") var name: String
    @OptionGroup var site: SiteOption
    @Flag(name: .long, help: "Also where the mail that waits would go into the sandbox then.") var force = false

    func run() async throws {
      let database = try await options.database(options.settings())
      try await SiteTransports(database, secretKey: nil).remove(name, of: Sites(database).find(site.site), force: force)
      print("removed \(name)")
    }
  }
}

extension TransportPreset: ExpressibleByArgument {}
extension SMTPEndpoint.Security: ExpressibleByArgument {}

struct TransportListing: Encodable {
  let site, name, kind, url, security: String
  let hasPassword, enabled: Bool
  /// The site's mail goes this way now.
  let used: Bool
  let connections, position: Int
  let pausedUntil, trouble: String?

  init(_ transport: SiteTransport, isUsed: Bool) {
    (site, name, kind, url) = (transport.site, transport.name, transport.kind.rawValue, transport.url)
    security = transport.security.rawValue
    (hasPassword, enabled, used) = (transport.hasPassword, transport.isEnabled, isUsed)
    (connections, position) = (transport.connections, transport.position)
    pausedUntil = transport.pausedUntil?.description
    trouble = transport.trouble
  }
}

extension SiteTransport {
  var state: String {
    guard isEnabled else { return "off" }
    return pausedUntil.map { "paused until \($0): \(trouble ?? "")" } ?? trouble.map { "trouble: \($0)" } ?? "ready"
  }
}
