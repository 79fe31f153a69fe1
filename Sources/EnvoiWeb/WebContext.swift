internal import Envoi
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// What every route knows of its request.
struct WebContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// Whose request of the API it is, once that is known.
  var key: APIKey?
  private let peer: SocketAddress?

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    peer = source.channel.remoteAddress
  }

  /// Address of who asks; empty where it is not known. A proxy on this machine is believed when it says whom it asks for (the last entry of
  /// X-Forwarded-For, which is its own); nobody else is.
  func client(of request: Request) -> String {
    guard isFromHere, let said = Self.forwarded(request)?.split(separator: ",").last else { return address }
    let client = String(said.trimmingPrefix { $0 == " " })
    return (try? SocketAddress(ipAddress: client, port: 0))?.ipAddress ?? address
  }

  /// Whether somebody on this machine asks, and no proxy for somebody else.
  func isLocal(_ request: Request) -> Bool { isFromHere && Self.forwarded(request) == nil }

  /// Without what a socket for both kinds puts before an IPv4 address.
  private var address: String {
    let address = peer?.ipAddress ?? ""
    return address.hasPrefix("::ffff:") && address.contains(".") ? String(address.dropFirst(7)) : address
  }

  private var isFromHere: Bool { address.hasPrefix("127.") || address == "::1" }

  private static func forwarded(_ request: Request) -> String? {
    HTTPField.Name("X-Forwarded-For").flatMap { request.headers[$0] }
  }
}
