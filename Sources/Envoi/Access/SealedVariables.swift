internal import Foundation
internal import Glibc
internal import Transport

/// Variables that nobody reads but the recipient: in the row each is `{"sealed": "<base64>"}`, and is opened when the row is composed to be
/// sent. Elsewhere it shows as dots. It opens in its own row alone: what was copied into another message stays shut.
struct SealedVariables: Sendable {
  let secretKey: SecretKey?

  /// - Parameter row: which is to have it.
  func seal(_ secret: Secret, row: Int) throws -> [String: String] {
    guard let secretKey else { throw InvalidInput("ENVOI_SECRET_KEY", "is needed; make one with: openssl rand -base64 32") }
    return ["sealed": Data(try secretKey.seal(secret, purpose: Self.purpose(row))).base64EncodedString()]
  }

  /// - Parameter variables: a JSON object.
  /// - Returns: the same with what was sealed in clear.
  /// - Throws: ``InvalidInput`` where one does not open.
  func open(_ variables: String?, row: Int) throws -> String? {
    guard let variables, variables.withCString({ strstr($0, #""sealed""#) }) != nil else { return variables }
    var bytes: [UInt8] = []
    JSONText.write(try opened(JSONSerialization.jsonObject(with: Data(variables.utf8)), path: "variables", row), into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func opened(_ value: Any, path: String, _ row: Int) throws -> Any {
    switch value {
    case let list as [Any]: return try list.enumerated().map { try opened($1, path: "\(path)[\($0)]", row) }
    case let object as [String: Any]:
      guard object.count == 1, let text = object["sealed"] as? String else {
        return Dictionary(uniqueKeysWithValues: try object.map { ($0, try opened($1, path: "\(path).\($0)", row)) })
      }
      guard let secretKey else {
        throw InvalidInput(path, "is sealed: set ENVOI_SECRET_KEY where this is sent from, then requeue the row")
      }
      guard let sealed = Data(base64Encoded: text), let secret = try? secretKey.open([UInt8](sealed), purpose: Self.purpose(row)) else {
        throw InvalidInput(
          path, "does not open: it was sealed with another ENVOI_SECRET_KEY, or for another row; where that key is set, requeue the row")
      }
      return secret.exposed
    default: return value
    }
  }

  private static func purpose(_ row: Int) -> String { "variable of row \(row)" }
}
