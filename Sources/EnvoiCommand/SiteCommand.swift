public import ArgumentParser
public import Envoi
import Foundation
import MessageFormat

struct SiteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "site", abstract: "The domains that are sent for.",
    subcommands: [Add.self, Set.self, List.self, Show.self, Remove.self])

  /// What can be said about a site.
  struct SettingsOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Where bounces go. Default: bounces@ the domain.", valueName: "address"))
    var returnPath: String?
    @Option(name: .long, help: ArgumentHelp("Language tag. Default: en.", valueName: "tag"))
    var language: String?
    @Option(name: .long, help: ArgumentHelp("Time zone. Default: UTC.", valueName: "name"))
    var timezone: String?
    @Option(name: .long, help: "A row that may have been sent: resend or hold. Default: resend.")
    var onDoubt: OnDoubt?
    @Option(name: .long, help: ArgumentHelp("How long finished rows are kept. Default: 90d.", valueName: "duration"))
    var keep: String?
    @Option(name: .long, help: ArgumentHelp("Bytes that the attachments of a message may have. Default: 26214400.", valueName: "bytes"))
    var attachmentLimit: Int?
    @Option(
      name: .long,
      help: ArgumentHelp("Country that national phone numbers are read with, like FR; '' for none. Default: none.", valueName: "code"))
    var country: String?
    @Option(name: .long, help: ArgumentHelp("Parts that one SMS may have. Default: 10.", valueName: "number"))
    var smsParts: Int?
    @Flag(
      inversion: .prefixedNo, exclusivity: .exclusive, help: "Write an SMS plainer where that makes it shorter: ' for a typographic quote.")
    var transliterate: Bool?
    @Flag(
      inversion: .prefixedNo, exclusivity: .exclusive, help: "Whether it has a public contact form, whose messages go to its operators.")
    var contact: Bool?

    /// What is given, for the audit.
    func note(_ verb: String, from: String? = nil, isEnabled: Bool? = nil) -> AuditNote {
      let given: [String: String?] = [
        "from": from, "return_path": returnPath, "language": language, "timezone": timezone, "on_doubt": onDoubt?.rawValue, "keep": keep,
        "attachment_limit": attachmentLimit?.description, "country": country, "sms_parts": smsParts?.description,
        "transliterate": transliterate?.description, "contact": contact?.description, "sending": isEnabled?.description,
      ]
      return AuditNote("site.\(verb)", detail: given.compactMapValues(\.self), by: .at("site \(verb)"))
    }

    func parsed(from: String?, isEnabled: Bool? = nil) throws -> SiteSettings {
      try SiteSettings(
        sender: from, returnPath: returnPath, language: language, timeZone: timezone, onDoubt: onDoubt, keep: keep,
        attachmentLimit: attachmentLimit, country: country, smsParts: smsParts, transliterates: transliterate,
        hasContactForm: contact, isEnabled: isEnabled)
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Add a site. Its mail goes into a sandbox until it gets another transport.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "As in example.org.") var domain: String
    @Option(name: .long, help: ArgumentHelp("Sender: 'News <news@example.org>'.", valueName: "mailbox")) var from: String
    @OptionGroup var settings: SettingsOptions

    func run() async throws {
      let installed = try options.settings()
      let site = try await Sites(options.database(installed)).add(
        domain, settings: settings.parsed(from: from), sandbox: installed.sandbox, note: settings.note("add", from: from))
      print("added \(site.domain), from \(site.sender); its mail goes into the Maildir \(installed.sandbox)/\(site.domain)")
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Change what is named, leave the rest.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "As in example.org.") var domain: String
    @Option(name: .long, help: ArgumentHelp("Sender: 'News <news@example.org>'.", valueName: "mailbox")) var from: String?
    @OptionGroup var settings: SettingsOptions
    @Flag(inversion: .prefixedEnableDisable, exclusivity: .exclusive, help: "Whether its rows are sent or wait.") var sending: Bool?

    func run() async throws {
      let site = try await Sites(options.database(options.settings())).set(
        domain, settings: settings.parsed(from: from, isEnabled: sending), note: settings.note("set", from: from, isEnabled: sending))
      try show(site, json: false)
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "All sites.")
    @OptionGroup var options: GlobalOptions
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let all = Sites(try await options.database(options.settings()))
      let sites = try await all.all()
      let broken = try await all.broken()
      defer { for error in broken { Terminal.complain("\(error)") } }
      if json { return try sites.forEach { try show($0, json: true) } }
      guard !sites.isEmpty || !broken.isEmpty else {
        return print("no sites yet; make one with: envoi site add example.org --from 'News <news@example.org>'")
      }
      Terminal.printTable(
        ["DOMAIN", "FROM", "RETURN PATH", "ON DOUBT", "KEEP", "STATE"],
        sites.map {
          [
            $0.domain, $0.sender.description, $0.returnPath.description, $0.onDoubt.rawValue, DurationText.text($0.keep),
            $0.isEnabled ? "on" : "off",
          ]
        })
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One site, whole.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "Not needed while there is one.") var domain: String?
    @Flag(help: "One JSON object.") var json = false

    func run() async throws { try show(try await Sites(options.database(options.settings())).find(domain), json: json) }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Remove a site with its transports, messages and rows.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "As in example.org.") var domain: String
    @Flag(help: "Even while rows of it wait.") var force = false

    func run() async throws {
      try await Sites(options.database(options.settings())).remove(
        domain, force: force, note: AuditNote("site.remove", by: .at("site remove")))
      print("removed \(domain)")
    }
  }
}

extension OnDoubt: ExpressibleByArgument {}

private struct SiteListing: Encodable {
  let domain, from, returnPath, language, timezone, onDoubt, keep: String
  let country: String?
  let attachmentLimit, smsParts: Int
  let transliterate, contact, enabled: Bool
}

private func show(_ site: Site, json: Bool) throws {
  let listing = SiteListing(
    domain: site.domain, from: site.sender.description, returnPath: site.returnPath.description, language: site.language,
    timezone: site.timeZone, onDoubt: site.onDoubt.rawValue, keep: DurationText.text(site.keep), country: site.country,
    attachmentLimit: site.attachmentLimit, smsParts: site.smsParts, transliterate: site.transliterates, contact: site.hasContactForm,
    enabled: site.isEnabled)
  if json { return try Terminal.printJSON(listing) }
  for (name, value) in [
    ("domain", listing.domain), ("from", listing.from), ("return path", listing.returnPath), ("language", listing.language),
    ("time zone", listing.timezone), ("on doubt", listing.onDoubt), ("keep", listing.keep),
    ("attachments", "\(listing.attachmentLimit) bytes"),
    ("country", listing.country ?? "-"), ("SMS", "\(listing.smsParts) parts\(listing.transliterate ? ", transliterated" : "")"),
    ("contact", listing.contact ? "has a form" : "has no form"), ("sending", listing.enabled ? "enabled" : "disabled"),
  ] {
    print("\(name.padding(toLength: 12, withPad: " ", startingAt: 0))\(value)")
  }
}
