public import Envoi

/// Where `envoi serve` listens: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`.
public struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
  /// Name or address, without brackets.
  public let host: String
  /// 0: any that is free.
  public let port: Int

  public static let standard = ListenAddress(host: "127.0.0.1", port: 8080)

  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  public init(_ text: String, field: String = "ENVOI_LISTEN") throws(InvalidInput) {
    guard let parts = text.wholeMatch(of: /(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.\-]+)):([0-9]{1,5})/), let port = Int(parts.3),
      port <= 65535,
      let host = parts.1 ?? parts.2
    else { throw InvalidInput(field, "must be an address and a port, like 127.0.0.1:8080 or [::1]:8080", text) }
    self.init(host: String(host), port: port)
  }

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }
}
