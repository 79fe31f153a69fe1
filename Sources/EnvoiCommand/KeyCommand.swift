public import ArgumentParser
public import Envoi
import Foundation
import Postgres

struct KeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "The keys of the HTTP API, each of one site.", subcommands: [Add.self, List.self, Revoke.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a key and print it. It is kept as a hash, and is not shown again.",
      discussion: "send puts messages in, read looks at the queue, admin does everything for its site.")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var site: SiteOption
    @Option(name: .long, help: "Who gets it.") var name: String
    @Option(name: .long, help: "send, read or admin; again for more.") var scope: [Scope]
    @Option(name: .long, help: "Requests a second that it may make. Default: 6000.") var rate: Int?

    func validate() throws {
      guard !scope.isEmpty else { throw ValidationError("say what it may do: --scope send, read or admin") }
    }

    func run() async throws {
      let database = try await options.database(options.settings())
      let (key, token) = try await Keys(database).add(
        site: Sites(database).find(site.site), name: name, scopes: Set(scope), rate: rate, by: .at("key add"))
      let scopes = key.scopes.map(\.rawValue).sorted().joined(separator: " ")
      print(token)
      Terminal.complain("key \(key.id) of \(key.site) for \(scopes): it is not shown again")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The keys of a site, or of all, the newest first.")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var site: SiteOption
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let database = try await options.database(options.settings())
      let chosen = try await site.site.asyncMap { try await Sites(database).find($0).id }
      let keys = try await Keys(database).list(sites: chosen.map { [$0] })
      if json { return try keys.forEach { try Terminal.printJSON(KeyListing($0)) } }
      Terminal.printTable(
        ["ID", "SITE", "NAME", "KEY", "SCOPES", "RATE", "MADE", "BY", "USED", "STATE"],
        keys.map(KeyListing.init).map { key in
          [
            "\(key.id)", key.site, key.name, "\(key.hint)…", key.scopes.joined(separator: " "), "\(key.rate)", key.createdAt, key.createdBy,
            key.lastUsedAt ?? "-", key.revokedAt.map { "revoked \($0)" } ?? "ready",
          ]
        })
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Have a key open nothing any more, within 2 s.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The key, as envoi key list numbers it.") var id: Int32

    func run() async throws {
      let database = try await options.database(options.settings())
      guard let key = try await Keys(database).revoke(id, by: .at("key revoke")) else { throw InvalidInput("id", "is no key", "\(id)") }
      print("revoked key \(id) (\(key.name)) of \(key.site)")
    }
  }
}

extension Scope: ExpressibleByArgument {}

private struct KeyListing: Encodable {
  let id: Int32
  let site, name, hint: String
  let scopes: [String]
  let rate: Int
  let createdAt, createdBy: String
  let lastUsedAt, revokedAt: String?

  init(_ key: APIKey) {
    (id, site, name, hint, rate) = (key.id, key.site, key.name, key.hint, key.rate)
    scopes = key.scopes.map(\.rawValue).sorted()
    (createdAt, createdBy) = (key.createdAt.brief, key.createdBy)
    (lastUsedAt, revokedAt) = (key.lastUsedAt?.brief, key.revokedAt?.brief)
  }
}
