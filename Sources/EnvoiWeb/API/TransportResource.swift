internal import Envoi
internal import Postgres
internal import Transport

/// A transport as the API shows it: of a password that there is one.
struct TransportResource: Encodable {
  let name, channel, kind, url: String
  let security, gateway, helo: String?
  let settings: [String: String]?
  let hasPassword, enabled: Bool
  let connections, position: Int
  let pausedUntil, trouble: String?

  init(_ transport: SiteTransport) {
    let isGateway = transport.kind == .gateway
    (name, channel, kind, url) = (transport.name, transport.channel.rawValue, transport.kind.rawValue, transport.url)
    (security, gateway) = isGateway ? (nil, transport.gatewayName) : (transport.security.rawValue, nil)
    (helo, settings) = (transport.helo, isGateway ? transport.settings : nil)
    (hasPassword, enabled) = (transport.hasPassword, transport.isEnabled)
    (connections, position) = (transport.connections, transport.position)
    (pausedUntil, trouble) = (transport.pausedUntil?.description, transport.trouble)
  }
}
