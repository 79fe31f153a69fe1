internal import Foundation

/// How the outside reaches `envoi serve`, which may be behind a proxy: `https://mail.example.org`, `https://example.org/envoi`.
public struct PublicURL: Sendable, Equatable, CustomStringConvertible {
  /// `https://example.org:8443`.
  public let origin: String
  /// `/envoi`; empty where everything is below the root.
  public let path: String

  public var description: String { origin + path }

  public init(_ text: String, field: String = "ENVOI_PUBLIC_URL") throws(InvalidInput) {
    guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme?.lowercased()),
      let host = parts.encodedHost, !host.isEmpty, parts.user == nil, parts.query == nil, parts.fragment == nil,
      parts.port.map((1...65535).contains) ?? true, parts.percentEncodedPath.wholeMatch(of: /[A-Za-z0-9.\/_~\-]*/) != nil
    else {
      throw InvalidInput(field, "must be like https://mail.example.org or https://example.org/envoi", text.contains("@") ? nil : text)
    }
    origin = "\(parts.scheme?.lowercased() ?? "")://\(host)\(parts.port.map { ":\($0)" } ?? "")"
    path = String(parts.percentEncodedPath.reversed().drop { $0 == "/" }.reversed())
  }

  /// Where the gateway of a transport sends receipts.
  ///
  /// - Parameter token: of the row, or of the account: ``ReceiptTokens``.
  public func receipts(transport: Int32, token: String) -> String { "\(self)/receipts/\(transport)/\(token)" }

  /// Where it sends the messages that come in.
  public func incoming(transport: Int32, token: String) -> String { "\(self)/incoming/\(transport)/\(token)" }

  /// Where a user sets a password.
  ///
  /// - Parameter link: the token of ``Users/link(for:)``.
  public func welcome(link: String) -> String { "\(self)/admin/welcome/\(link)" }

  /// What the outside asked for, which is what signatures are made over.
  ///
  /// - Parameter target: path and query as they came in, with or without the path of this URL: proxies do both.
  public func url(of target: String) -> String { target.hasPrefix("\(path)/") ? origin + target : "\(self)\(target)" }
}
