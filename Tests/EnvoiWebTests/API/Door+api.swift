import Foundation
import Postgres
import Support
import Testing

@testable import Envoi

extension Door {
  /// A key of the site, or of another one.
  func key(_ scopes: Set<Scope> = [.admin], of domain: String = "example.org", rate: Int? = nil) async throws -> (APIKey, token: String) {
    try await Keys(database).add(site: Sites(database).find(domain), name: "shop", scopes: scopes, rate: rate, by: Actor(name: "test"))
  }

  /// Another site, with a key that may do everything, a message and a transport.
  func addOtherSite() async throws -> (token: String, message: Int, row: Int) {
    _ = try await Sites(database).add("other.example", settings: SiteSettings(sender: "news@other.example"), sandbox: "/nowhere")
    let token = try await key(of: "other.example").token
    let answer = try await post("/v1/messages", #"{"to": "ann@example.net", "text": "Other"}"#, token)
    _ = try await post("/v1/transports", #"{"name": "others", "url": "smtp://127.0.0.1:1"}"#, token)
    return (token, try #require(answer["id"] as? Int), try #require((answer["rows"] as? [Int])?.first))
  }

  func api(
    _ method: String = "GET", _ path: String, _ token: String?, _ headers: [String] = [], body: String? = nil
  ) async throws -> Answer {
    try await ask(method, path, (token.map { ["Authorization: Bearer \($0)"] } ?? []) + headers, body: body)
  }

  func post(_ path: String, _ json: String, _ token: String, _ headers: [String] = []) async throws -> Answer {
    try await api("POST", path, token, ["Content-Type: application/json"] + headers, body: json)
  }

  func messages() async throws -> Int? {
    try await database.withConnection { try await $0.row("SELECT count(*) FROM envoi.message", as: Int.self) }
  }
}

extension Answer {
  var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:] }

  subscript(name: String) -> Any? { json[name] }

  /// The fields that a problem names.
  var fields: [String] { (json["errors"] as? [[String: Any]] ?? []).compactMap { $0["field"] as? String } }
}
