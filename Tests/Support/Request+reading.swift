import Foundation

extension ScriptedHTTPServer.Request {
  public var path: String { String(target.prefix { $0 != "?" }) }
  /// What stands in the target after `?`.
  public var query: [String: String] { Self.fields(target.drop { $0 != "?" }.dropFirst()) }
  /// The body as application/x-www-form-urlencoded; empty where it does not say that it is.
  public var form: [String: String] {
    headers["content-type"]?.hasPrefix("application/x-www-form-urlencoded") == true ? Self.fields(text[...]) : [:]
  }
  /// The strings of the body's JSON object; nil where it is none, or does not say so.
  public var json: [String: String]? {
    guard headers["content-type"]?.hasPrefix("application/json") == true else { return nil }
    return (try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])?.compactMapValues { $0 as? String }
  }

  public func isLoggedIn(_ user: String, _ password: String) -> Bool {
    headers["authorization"] == "Basic \(Data("\(user):\(password)".utf8).base64EncodedString())"
  }

  private static func fields(_ text: Substring) -> [String: String] {
    let pairs = text.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return parts.map { $0.replacing("+", with: " ").removingPercentEncoding ?? "" } + [""]
    }
    return Dictionary(pairs.map { ($0[0], $0[1]) }) { "\($0)|\($1)" }
  }
}
