internal import Foundation
internal import Logging
internal import MessageFormat
internal import Postgres

extension Callbacks {
  /// Takes a message that came in: stores it, and does what a stop word or a start word in it asks for.
  ///
  /// - Parameters:
  ///   - transport: as the URL has it.
  ///   - token: of the account, as the URL has it.
  /// - Returns: what the gateway wants to hear, also where it gave the same message before.
  /// - Throws: ``CallbackRefusal`` or ``UnknownCallback``, and nothing was changed.
  public func incoming(_ callback: Callback, transport id: Int32, token: String) async throws -> CallbackReply {
    guard tokens.isAccount(token, transport: id) else { throw UnknownCallback(description: "the token is none of transport \(id)") }
    let (transport, gateway) = try await gateway(id)
    let message = try gateway.incoming(callback)
    let action = try await database.retryingLosses(log, patience: Self.patience) { connection in
      try await connection.transaction { try await take(message, from: transport, on: $0) }
    }
    if let action {
      log.notice("a recipient wrote \(action.rawValue)", metadata: ["site": "\(transport.site)", "transport": "\(transport.name)"])
    }
    return gateway.gateway.incomingReply
  }

  /// - Returns: what was done about it; nil also where it was taken before.
  private func take(_ message: IncomingText, from transport: SiteTransport, on connection: Connection) async throws -> StopWords.Wish? {
    let site = try await connection.row(
      "SELECT language, country FROM envoi.site WHERE id = \(transport.siteID)", as: (String, String?).self)
    guard let (language, country) = site else { throw UnknownCallback(description: "the site of transport \(transport.id) was removed") }
    let sender = try Self.sender(message.from, country: country)
    let text = message.text.storable
    let action = StopWords.wish(text, language: language)
    let stored = try await connection.execute(
      """
      INSERT INTO envoi.incoming (site_id, transport, sender, text, remote_id, action)
      VALUES (\(transport.siteID), \(transport.name), \(sender), \(text), \(message.id?.storable), \(action?.rawValue)) ON CONFLICT DO NOTHING
      """)
    guard stored == 1 else { return nil }
    switch action {
    case .stop:
      _ = try await Suppressions.add(sender, to: transport.siteID, source: String(text.prefix(160)), actor: sender, on: connection)
    case .start: _ = try await Suppressions.remove(sender, of: transport.siteID, on: connection)
    case nil: break
    }
    return action
  }

  /// In E.164, however the gateway writes it: with a plus, with 00, with neither, or as the site's country does. Short codes and names
  /// write too, and stay as they are. A number that no plan has may be a new one: its owner must be heard all the same.
  static func sender(_ text: String, country: String?) throws(CallbackRefusal) -> String {
    let text = text.trimmingCharacters(in: .whitespaces)
    let digits = text.hasPrefix("+") ? text.dropFirst() : text.hasPrefix("00") ? text.dropFirst(2) : text[...]
    let number = (try? PhoneNumber("+\(digits)")) ?? (try? PhoneNumber(text, defaultRegion: country))
    if let number { return number.description }
    if digits.wholeMatch(of: /[1-9][0-9]{7,14}/) != nil { return "+\(digits)" }
    let name = String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    guard !name.isEmpty, name.unicodeScalars.count <= 320 else { throw .malformed("who wrote it is missing, or too long") }
    return name
  }
}
