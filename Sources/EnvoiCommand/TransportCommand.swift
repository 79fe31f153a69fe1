public import ArgumentParser
import Envoi
import Foundation
import Postgres
public import Transport

struct TransportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transport", abstract: "The ways out of a site: SMTP relays, SMS gateways, chats, and the sandbox.",
    subcommands: [Add.self, Set.self, List.self, Show.self, Test.self, Remove.self, Presets.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a relay, an SMS gateway or a chat.",
      discussion: "A relay takes the place of the sandbox. What a gateway wants to be told: envoi transport presets NAME.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "What you call it.") var name: String
    @OptionGroup var site: SiteOption
    @OptionGroup var settings: TransportOptions

    func run() async throws {
      let installed = try options.settings()
      let database = try await options.database(installed)
      let transport = try await SiteTransports(database, secretKey: installed.secretKey)
        .add(name, to: Sites(database).find(site.site), settings: settings.parsed(), note: settings.note("add"))
      print("added \(transport.name) to \(transport.site): \(transport.way)")
      settings.warnOfSecrets(of: transport)
      if let preset = settings.relayPreset { print("note: \(preset.notice)") }
      if transport.givesReceipts, installed.publicURL == nil {
        print("note: ENVOI_PUBLIC_URL is not set, so no receipts are asked for: what is sent stays sent")
      }
      let to = transport.channel == .sms ? " --to NUMBER" : ""
      print("try it: envoi transport test \(transport.name) --site \(transport.site)\(to)")
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Change what is named, leave the rest. A pause ends.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "What you call it.") var name: String
    @OptionGroup var site: SiteOption
    @OptionGroup var settings: TransportOptions
    @Flag(inversion: .prefixedEnableDisable, exclusivity: .exclusive, help: "Whether it is used.") var sending: Bool?

    func run() async throws {
      let installed = try options.settings()
      let database = try await options.database(installed)
      let transport = try await SiteTransports(database, secretKey: installed.secretKey)
        .set(
          name, of: Sites(database).find(site.site), settings: settings.parsed(isEnabled: sending),
          note: settings.note("set", isEnabled: sending))
      settings.warnOfSecrets(of: transport)
      let connections = Terminal.count(transport.connections, "connection")
      print("\(transport.name) of \(transport.site): \(transport.way), \(connections), \(transport.state)")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The transports of a site, or of all, in their order. A site's mail and SMS go the way that is USED.")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var site: SiteOption
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let database = try await options.database(options.settings())
      let chosen = try await site.site.asyncMap { try await Sites(database).find($0) }
      let transports = try await SiteTransports(database, secretKey: nil).all(of: chosen)
      let used = SiteTransports.used(among: transports)
      if json { return try transports.forEach { try Terminal.printJSON(TransportListing($0, isUsed: used.contains($0.id))) } }
      Terminal.printTable(
        ["SITE", "NAME", "CHANNEL", "USED", "POSITION", "URL", "SECURITY OR GATEWAY", "PASSWORD", "CONNECTIONS", "STATE"],
        transports.map {
          [
            $0.site, $0.name, $0.channel.rawValue, used.contains($0.id) ? "yes" : "-", "\($0.position)", $0.url,
            $0.kind == .gateway ? $0.gatewayName : $0.security.rawValue,
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
      let note = AuditNote("transport.remove", by: .at("transport remove"))
      try await SiteTransports(database, secretKey: nil).remove(name, of: Sites(database).find(site.site), force: force, note: note)
      print("removed \(name)")
    }
  }
}

extension SMTPEndpoint.Security: ExpressibleByArgument {}

struct TransportListing: Encodable {
  let site, name, channel, kind, url: String
  let security, gateway: String?
  let hasPassword, enabled: Bool
  /// The site's mail goes this way now.
  let used: Bool
  let connections, position: Int
  let pausedUntil, trouble: String?

  init(_ transport: SiteTransport, isUsed: Bool) {
    (site, name, kind, url) = (transport.site, transport.name, transport.kind.rawValue, transport.url)
    channel = transport.channel.rawValue
    security = transport.kind == .gateway ? nil : transport.security.rawValue
    gateway = transport.kind == .gateway ? transport.gatewayName : nil
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
