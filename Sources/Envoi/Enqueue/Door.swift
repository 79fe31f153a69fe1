internal import MessageFormat
public import Postgres

/// What a site asks of messages that are put in, beside what every message must be like.
public struct Door: Sendable {
  public let site: Site
  /// Nil where the site has no SMS gateway; what is wrong with its description must not keep mail out.
  private let rules: Result<SMSRules, InvalidInput>?
  /// What a part of an SMS costs.
  public let price: Price?
  let chats: Set<String>

  public init(_ database: Pool, site: Site) async throws {
    self = try await database.withConnection { try await Door(site, on: $0) }
  }

  /// - Throws: ``InvalidInput`` where there is no such site, or it cannot be read.
  init(_ database: Pool, site id: Int32) async throws {
    self = try await database.withConnection { connection in
      guard let site = try await Sites.fetch("id = \(id)", on: connection).first else {
        throw InvalidInput("site", "there is none of this id that can be read", "\(id)")
      }
      return try await Door(site, on: connection)
    }
  }

  private init(_ site: Site, on connection: Connection) async throws {
    self.site = site
    let gateways = try await SiteTransports.fetch("t.site_id = \(site.id) AND t.kind = 'gateway'", on: connection)
    chats = Set(gateways.filter { $0.channel == .chat }.map(\.name))
    let ways = gateways.filter { $0.channel == .sms }
    let gateway = SiteTransports.current(among: ways) ?? ways.first
    rules = gateway.map { gateway in Result { () throws(InvalidInput) in SMSRules(site, try gateway.gatewayDescription()) } }
    price = gateway?.settings["price"].flatMap { try? Price($0, field: "price") }
  }

  func smsRules() throws(InvalidInput) -> SMSRules {
    guard let rules else {
      throw InvalidInput("channel", "cannot be sms: \(site.domain) has no SMS gateway; envoi transport add makes one")
    }
    return try rules.get()
  }

  /// A recipient of a channel, as people write it.
  func recipient(_ text: String, _ channel: Channel, path: String) throws(InvalidInput) -> Recipient {
    switch channel {
    case .email: return .email(try parse(path, text, EmailAddress.init))
    case .sms:
      do throws(PhoneNumberError) {
        return .phone(try PhoneNumber(text, defaultRegion: site.country))
      } catch { throw InvalidInput(path, "\(error)") }
    case .chat:
      guard chats.contains(text) else {
        let known = chats.isEmpty ? "it has none; envoi transport add makes one" : chats.sorted().joined(separator: ", ")
        throw InvalidInput(path, "must be a chat of \(site.domain): \(known)", text)
      }
      return .chat(text)
    case .webhook: throw InvalidInput("channel", "must be email, sms or chat", channel.rawValue)
    }
  }
}
