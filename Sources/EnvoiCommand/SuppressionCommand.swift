import ArgumentParser
import Envoi
import Foundation
import MessageFormat
import Postgres

struct SuppressionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suppression", abstract: "The numbers that get nothing more, because they wrote STOP or you say so.",
    subcommands: [List.self, Add.self, Remove.self])

  /// Whose suppression.
  struct NumberOptions: ParsableArguments {
    @OptionGroup var options: GlobalOptions
    @Argument(help: "As in +33612345678; national ones where the site has a country.") var number: String
    @OptionGroup var site: SiteOption

    func parsed() async throws -> (suppressions: Suppressions, number: PhoneNumber, site: Site) {
      let database = try await options.database(options.settings())
      let site = try await Sites(database).find(site.site)
      do { return (Suppressions(database), try PhoneNumber(number, defaultRegion: site.country), site) } catch {
        throw InvalidInput("number", "\(error)")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Those of a site, or of all, the newest first.")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var site: SiteOption
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let database = try await options.database(options.settings())
      let chosen = try await site.site.asyncMap { try await Sites(database).find($0) }
      let suppressions = try await Suppressions(database).all(of: chosen)
      if json { return try suppressions.forEach { try Terminal.printJSON(SuppressionListing($0)) } }
      Terminal.printTable(
        ["SITE", "CHANNEL", "ADDRESS", "SINCE", "SOURCE"],
        suppressions.map { [$0.site, $0.channel.rawValue, $0.address, $0.createdAt.brief, Terminal.cut($0.source, to: 60)] })
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Suppress a number; what waits for it ends as error/suppressed.")
    @OptionGroup var number: NumberOptions

    func run() async throws {
      let (suppressions, number, site) = try await number.parsed()
      let user = ProcessInfo.processInfo.userName
      let (isNew, ended) = try await suppressions.add(
        number, to: site, source: "\(user) (envoi suppression)", note: AuditNote("suppression.add", by: .at("suppression add")))
      let rows = ended == 0 ? "" : "; \(Terminal.count(ended, "row")) that waited ended"
      print("\(number) \(isNew ? "is" : "was already") suppressed for \(site.domain)\(rows)")
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let a number be written to again.")
    @OptionGroup var number: NumberOptions

    func run() async throws {
      let (suppressions, number, site) = try await number.parsed()
      guard try await suppressions.remove(number, of: site, note: AuditNote("suppression.remove", by: .at("suppression remove"))) else {
        throw InvalidInput("number", "is not suppressed for \(site.domain)", "\(number)")
      }
      print("\(number) can be written to for \(site.domain)")
    }
  }
}

struct SuppressionListing: Encodable {
  let site, channel, address, source, since: String

  init(_ suppression: Suppression) {
    (site, channel, address) = (suppression.site, suppression.channel.rawValue, suppression.address)
    source = suppression.source
    since = suppression.createdAt.description
  }
}
