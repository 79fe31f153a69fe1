import Envoi
import Foundation
import MessageFormat
import Support
import Testing

@testable import EnvoiWeb

/// Somebody who is logged in, and whose forms bring what a page of theirs would have had in it.
struct Editor: Sendable {
  let door: Door
  let token: String
  let user: User

  /// - Parameter site: nil for all of them.
  static func logIn(_ door: Door, _ address: String, _ role: Role, on site: Int32?) async throws -> Editor {
    let user = try await door.users.add(
      address: EmailAddress(address), name: "Ed <b>", language: .en, grants: [(site: site, role: role)])
    return Editor(door: door, token: try await door.session(of: user), user: user)
  }

  private var cookie: String { "Cookie: __Host-envoi=\(token)" }

  var formToken: String {
    Visitor(token: token, isNew: false, user: nil, language: .en, hasLanguage: true, client: "").formToken
  }

  func get(_ path: String) async throws -> Answer { try await door.ask("GET", path, [cookie]) }

  /// - Parameter files: of the field `files`, by their names.
  func post(_ path: String, _ fields: [(String, String)], files: [(String, String)] = [], token: String? = nil) async throws -> Answer {
    let own = [("token", token ?? formToken)] + fields
    let parts =
      own.map { "--XX\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n" }
      + files.map {
        "--XX\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\($0.0)\"\r\nContent-Type: text/plain\r\n\r\n\($0.1)\r\n"
      }
    return try await door.ask(
      "POST", path, [cookie, "Content-Type: multipart/form-data; boundary=XX"], body: parts.joined() + "--XX--\r\n")
  }
}
