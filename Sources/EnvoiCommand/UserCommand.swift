public import ArgumentParser
public import Envoi
import Foundation
import MessageFormat
import Postgres

struct UserCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: "The people who use the admin.",
    subcommands: [Add.self, Set.self, List.self, Remove.self, Invite.self, Link.self])

  /// What they may do, and where.
  struct GrantOptions: ParsableArguments {
    @Option(name: .long, help: "viewer looks; editor also writes and sends messages; operator does everything. Default: operator.")
    var role: Role?
    @Option(
      name: .long, help: ArgumentHelp("Only on this site; again for more. Without: on all, and the installation.", valueName: "domain"))
    var site: [String] = []

    func grants(_ role: Role, _ database: Pool) async throws -> [(site: Int32?, role: Role)] {
      var grants: [(site: Int32?, role: Role)] = site.isEmpty ? [(nil, role)] : []
      for domain in site { grants.append((try await Sites(database).find(domain).id, role)) }
      return grants
    }
  }

  /// A user who is there.
  struct UserOptions: ParsableArguments {
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The address that they log in with.") var address: String

    func found() async throws -> (users: Users, user: User, database: Pool) {
      let settings = try options.settings()
      let database = try await options.database(settings)
      let users = try settings.users(database)
      guard let user = try await users.find(address: address) else {
        throw InvalidInput("address", "is no user's: envoi user list names them, envoi user add makes one", address)
      }
      return (users, user, database)
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let somebody in.",
      discussion: "They are invited by mail, with a link to set a password. The first one's link is printed: there may be no relay yet.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The address that they log in with.") var address: String
    @Option(name: .long, help: "What the admin calls them.") var name: String?
    @Option(name: .long, help: "Of the pages, and of mails to them: en, fr or es.") var language = Language.en
    @OptionGroup var grants: GrantOptions
    @Flag(help: "Print the link, in place of mailing it.") var printLink = false

    func run() async throws {
      let settings = try options.settings()
      let database = try await options.database(settings)
      let users = try settings.users(database)
      let address: EmailAddress
      do { address = try EmailAddress(self.address) } catch { throw InvalidInput("address", "\(error)") }
      let role = grants.role ?? .operator
      let user = try await users.add(
        address: address, name: name, language: language, grants: grants.grants(role, database),
        note: note("add", ["role": role.rawValue])
      ) { ["sites": sites($0)] }
      let isFirst = try await users.list().count == 1
      if isFirst || printLink { return try await showLink(of: user, users) }
      do { try await users.invite(user) } catch let error as InvalidInput {
        throw InvalidInput("address", "is added, but could not be invited: \(error)")
      }
      print("\(address) is added, and invited by mail")
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Change what is given.", discussion: "It holds from their next page on. --role and --site replace all that they had.")
    @OptionGroup var user: UserOptions
    @Option(name: .long, help: "What the admin calls them; empty for nothing.") var name: String?
    @Option(name: .long, help: "en, fr or es.") var language: Language?
    @OptionGroup var grants: GrantOptions
    @Flag(name: .customLong("login"), inversion: .prefixedEnableDisable, help: "Whether they can log in.") var login: Bool?
    @Flag(help: "Ask them for no more one-time codes: their device is lost.") var resetSecondFactor = false

    func validate() throws {
      guard grants.site.isEmpty || grants.role != nil else { throw ValidationError("--site goes with --role") }
    }

    func run() async throws {
      let (users, user, database) = try await self.user.found()
      let detail = [
        "name": name, "language": language?.rawValue, "login": login.map { "\($0)" }, "role": grants.role?.rawValue,
      ].compactMapValues(\.self)
      _ = try await users.set(
        user.id, name: name, language: language, grants: grants.role.asyncMap { try await grants.grants($0, database) }, isEnabled: login,
        note: note("set", detail)
      ) { [role = grants.role] changed in role == nil ? [:] : ["sites": sites(changed)] }
      if resetSecondFactor { try await users.resetSecondFactor(of: user, note: AuditNote("user.factor", by: .at("user set"))) }
      print("\(user.address) is changed")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "All users.")
    @OptionGroup var options: GlobalOptions
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let settings = try options.settings()
      let users = try await settings.users(options.database(settings)).list()
      if json { return try users.forEach { try Terminal.printJSON(UserListing($0)) } }
      guard !users.isEmpty else { return print("no users yet; let one in with: envoi user add you@example.org") }
      Terminal.printTable(
        ["ADDRESS", "NAME", "ROLE", "STATE", "SECOND FACTOR", "LAST LOGIN"],
        users.map { user in
          let roles = user.grants.map { grant in grant.domain.map { "\(grant.role.rawValue) on \($0)" } ?? grant.role.rawValue }
          return [
            user.address.description, user.name ?? "", roles.isEmpty ? "none" : roles.joined(separator: ", "),
            !user.isEnabled ? "disabled" : user.hasPassword ? "enabled" : "invited", user.hasSecondFactor ? "yes" : "no",
            user.lastLoginAt?.brief ?? "never",
          ]
        })
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let somebody in no more.")
    @OptionGroup var user: UserOptions

    func run() async throws {
      let (users, user, _) = try await self.user.found()
      try await users.remove(user.id, note: note("remove"))
      print("removed \(user.address)")
    }
  }

  struct Invite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Mail a link to set a password.")
    @OptionGroup var user: UserOptions

    func run() async throws {
      let (users, user, _) = try await self.user.found()
      try refuseDisabled(user)
      try await users.invite(user, note: note("invite"))
      print("\(user.address) is invited by mail")
    }
  }

  struct Link: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print a fresh link to set a password.")
    @OptionGroup var user: UserOptions

    func run() async throws {
      let (users, user, _) = try await self.user.found()
      try refuseDisabled(user)
      try await showLink(of: user, users, note: note("link"))
    }
  }
}

extension Role: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}

private func note(_ verb: String, _ detail: [String: String]? = nil) -> AuditNote {
  AuditNote("user.\(verb)", detail: detail, by: .at("user \(verb)"))
}

private func sites(_ user: User) -> String {
  user.sites == nil ? "all" : user.grants.compactMap(\.domain).joined(separator: ", ")
}

private func refuseDisabled(_ user: User) throws {
  guard user.isEnabled else {
    throw InvalidInput("address", "is of a user who is disabled: envoi user set --enable-login first", user.address.description)
  }
}

/// The link alone goes where a script finds it.
private func showLink(of user: User, _ users: Users, note: AuditNote? = nil) async throws {
  print(try await users.link(for: user, note: note))
  fflush(nil)
  Terminal.complain("\(user.address) sets a password there: once, and within 72 hours")
}

private struct UserListing: Encodable {
  struct Grant: Encodable {
    let site: String?
    let role: Role
  }

  let address: String
  let name: String?
  let language: Language
  let grants: [Grant]
  let enabled, password, secondFactor: Bool
  let createdAt: String
  let lastLoginAt: String?

  init(_ user: User) {
    (address, name, language) = (user.address.description, user.name, user.language)
    grants = user.grants.map { Grant(site: $0.domain, role: $0.role) }
    (enabled, password, secondFactor) = (user.isEnabled, user.hasPassword, user.hasSecondFactor)
    (createdAt, lastLoginAt) = (user.createdAt.description, user.lastLoginAt?.description)
  }
}
