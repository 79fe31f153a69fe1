public import ArgumentParser
public import Envoi
import Foundation
import Logging
import Postgres
import Transport

struct WebhookCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "webhook", abstract: "Programs that are told what becomes of messages, by signed posts (Standard Webhooks).",
    discussion: "What they are told are rows of the queue: envoi queue list --channel webhook.",
    subcommands: [Add.self, Set.self, List.self, Test.self, Remove.self])

  struct SettingsOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Where to post: https://…; - reads it from standard input.", valueName: "url"))
    var url: String?
    @Option(name: .long, help: "What it is told: sent, error (final ones), delivered; again for more. Default: all.")
    var event: [WebhookEvent] = []
    @Flag(inversion: .prefixedNo, exclusivity: .exclusive, help: "Whether it may be on a private or loopback address, and without TLS.")
    var allowPrivate: Bool?

    /// What is given, for the audit: a URL may have a secret in it.
    func note(_ verb: String, isEnabled: Bool? = nil) -> AuditNote {
      let given: [String: String?] = [
        "events": event.isEmpty ? nil : event.map(\.rawValue).joined(separator: ", "), "allow_private": allowPrivate?.description,
        "sending": isEnabled?.description, "fields": url.map { _ in "url" },
      ]
      return AuditNote("webhook.\(verb)", detail: given.compactMapValues(\.self), by: .at("webhook \(verb)"))
    }

    func parsed(isEnabled: Bool? = nil) throws -> WebhookSettings {
      WebhookSettings(
        url: try url.map { try WebhookCommand.typed($0, "--url") }, events: event.isEmpty ? nil : event, allowsPrivate: allowPrivate,
        isEnabled: isEnabled)
    }
  }

  struct SecretOption: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("What posts are signed with; - reads it. Default: a new one.", valueName: "whsec_…"))
    var secret: String?

    func parsed() throws -> WebhookSecret? { try secret.map { try WebhookSecret(WebhookCommand.typed($0, "--secret")) } }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Add a webhook, and print its secret once.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "What you call it.") var name: String
    @OptionGroup var site: SiteOption
    @OptionGroup var settings: SettingsOptions
    @OptionGroup var secret: SecretOption

    func run() async throws {
      let installed = try options.settings()
      let database = try await options.database(installed)
      let (webhook, made) = try await Webhooks(database, secretKey: installed.secretKey)
        .add(
          name, to: Sites(database).find(site.site), settings: settings.parsed(), secret: secret.parsed() ?? .random(),
          note: settings.note("add"))
      print("added \(webhook.name) to \(webhook.site): \(webhook.url), told of \(webhook.told)")
      if secret.secret == nil { print("its secret, not shown again: \(made.exposed)") }
      print("try it: envoi webhook test \(webhook.name) --site \(webhook.site)")
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Change what is named, leave the rest. A pause ends.",
      discussion: "After a new secret the last one signs too for a day, so that receivers can be changed meanwhile.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "What you call it.") var name: String
    @OptionGroup var site: SiteOption
    @OptionGroup var settings: SettingsOptions
    @OptionGroup var secret: SecretOption
    @Flag(name: .long, help: "Make a new secret, and print it once.") var rotateSecret = false
    @Flag(
      inversion: .prefixedEnableDisable, exclusivity: .exclusive,
      help: "Whether it is told anything. What happens while it is off is never told.")
    var sending: Bool?

    func validate() throws {
      guard !rotateSecret || secret.secret == nil else { throw ValidationError("--secret and --rotate-secret exclude each other") }
    }

    func run() async throws {
      let installed = try options.settings()
      let database = try await options.database(installed)
      let webhooks = Webhooks(database, secretKey: installed.secretKey)
      let site = try await Sites(database).find(site.site)
      let (note, rotation) = (settings.note("set", isEnabled: sending), AuditNote("webhook.secret", by: .at("webhook set")))
      let (settings, secret) = (try settings.parsed(isEnabled: sending), try secret.parsed())
      let webhook = try await webhooks.set(name, of: site, settings: settings, note: note)
      print("\(webhook.name) of \(webhook.site): \(webhook.url), told of \(webhook.told), \(webhook.state)")
      if let secret {
        _ = try await webhooks.rotateSecret(of: name, of: site, to: secret, note: rotation)
      } else if rotateSecret {
        print("its secret, not shown again: \(try await webhooks.rotateSecret(of: name, of: site, note: rotation).exposed)")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The webhooks of a site, or of all.")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var site: SiteOption
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let database = try await options.database(options.settings())
      let chosen = try await site.site.asyncMap { try await Sites(database).find($0) }
      let webhooks = try await Webhooks(database, secretKey: nil).all(of: chosen)
      if json { return try webhooks.forEach { try Terminal.printJSON(WebhookListing($0)) } }
      Terminal.printTable(
        ["SITE", "NAME", "URL", "EVENTS", "STATE"], webhooks.map { [$0.site, $0.name, $0.url, $0.told, $0.state] })
    }
  }

  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Post a signed ping past what waits, and print each step.", discussion: "Exits with 69 where it failed.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "What you call it.") var name: String
    @OptionGroup var site: SiteOption

    func run() async throws {
      let installed = try options.settings()
      let database = try await options.database(installed)
      let site = try await Sites(database).find(site.site)
      let id: Int
      do {
        id = try await options.worker(installed, logLevel: .warning).ping(name, of: site) { TransportCommand.Test.show($0) }
      } catch let trouble as Trouble {
        Terminal.complain("\(trouble.stage.rawValue): \(trouble)")
        throw ExitCode(Failure.unavailable)
      }
      guard let row = try await Queue(database).rows(ids: [id]).first else { return }
      print("row \(id): \(RowListing.state(row))\(RowListing.reply(row).map { ": \($0.visible)" } ?? "")")
      if row.status != .sent { throw ExitCode(Failure.unavailable) }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Remove a webhook, and cancel what it was yet to be told.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "What you call it.") var name: String
    @OptionGroup var site: SiteOption

    func run() async throws {
      let database = try await options.database(options.settings())
      let actor = Actor.at("webhook remove")
      let cancelled = try await Webhooks(database, secretKey: nil)
        .remove(name, of: Sites(database).find(site.site), actor: actor.name, note: AuditNote("webhook.remove", by: actor))
      print("removed \(name)\(cancelled == 0 ? "" : "; \(Terminal.count(cancelled, "row")) that waited ended")")
    }
  }

  /// What is secret need not stand on the command line, where others see it.
  private static func typed(_ text: String, _ option: String) throws -> String {
    guard text == "-" else { return text }
    guard let line = Terminal.readSecret(String(option.dropFirst(2))) else {
      throw InvalidInput(option, "cannot be read from standard input")
    }
    return line.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

extension WebhookEvent: ExpressibleByArgument {}

struct WebhookListing: Encodable {
  let site, name, url: String
  let events: [String]
  let enabled, allowsPrivate: Bool
  let pausedUntil, trouble: String?

  init(_ webhook: Webhook) {
    (site, name, url, events) = (webhook.site, webhook.name, webhook.url, webhook.events.map(\.rawValue))
    (enabled, allowsPrivate, trouble) = (webhook.isEnabled, webhook.allowsPrivate, webhook.trouble)
    pausedUntil = webhook.pausedUntil?.description
  }
}

extension Webhook {
  var told: String { events.map(\.rawValue).joined(separator: ", ") }

  var state: String {
    guard isEnabled else { return "off" }
    return pausedUntil.map { "paused until \($0): \(trouble ?? "")" } ?? trouble.map { "trouble: \($0)" } ?? "ready"
  }
}
