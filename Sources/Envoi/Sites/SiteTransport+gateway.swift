internal import Foundation
internal import Transport

extension SiteTransport {
  /// What every SMS gateway may be told beside what its description asks for: what a part costs, for `--dry-run`.
  public static let commonSettings: Set = ["price"]

  /// What the gateway's description says.
  public func gatewayDescription() throws(InvalidInput) -> Gateway {
    guard let gateway, channel != .webhook else { throw InvalidInput("transport \(name)", "is no gateway: it carries \(channel.rawValue)") }
    return try Gateway(stored: gateway)
  }

  /// With its settings and secrets, ready to make requests.
  public func configuredGateway(secretKey: SecretKey?) throws -> ConfiguredGateway {
    try ConfiguredGateway(
      gatewayDescription(), settings: settings.filter { !Self.commonSettings.contains($0.key) }, secrets: secrets(secretKey))
  }

  func secrets(_ secretKey: SecretKey?) throws -> [String: Secret] {
    guard let opened = try openPassword(secretKey) else { return [:] }
    return try JSONDecoder().decode([String: String].self, from: Data(opened.exposed.utf8)).mapValues(Secret.init)
  }

  /// The preset's name, or what its own description calls it.
  public var gatewayName: String { channel == .webhook ? "webhook" : (try? gatewayDescription().name) ?? "unknown gateway" }

  public var givesReceipts: Bool { kind == .gateway && (try? gatewayDescription().receiptsWithin) ?? nil != nil }

  /// What its gateway asks for and must not be seen.
  public var secretSettings: [String] { (try? gatewayDescription().settings.filter(\.isSecret).map(\.name)) ?? [] }

  public func secretNames(_ secretKey: SecretKey?) throws -> [String] { try secrets(secretKey).keys.sorted() }

  /// Where its gateway can send receipts and incoming messages, for its console.
  public func callbackURLs(_ secretKey: SecretKey?, publicURL: PublicURL?) throws(InvalidInput) -> (receipts: String?, incoming: String?) {
    let gateway = try gatewayDescription()
    guard let publicURL else {
      throw InvalidInput("ENVOI_PUBLIC_URL", "is needed: where envoi serve can be reached from outside, like https://envoi.example.org")
    }
    guard let secretKey else { throw InvalidInput("ENVOI_SECRET_KEY", "is needed: the addresses are made with it") }
    let token = ReceiptTokens(secretKey: secretKey).account(transport: id)
    return (
      gateway.receiptsWithin == nil ? nil : publicURL.receipts(transport: id, token: token),
      gateway.takesIncoming ? publicURL.incoming(transport: id, token: token) : nil
    )
  }

  /// How its connections behave. Its address may be chosen by who has no other way into our own network, so it does not lead there unasked.
  func httpOptions(timeout: Duration) -> HTTPOptions {
    var options = HTTPOptions()
    options.timeout = timeout
    options.caFile = caFile
    options.allowsPrivate = allowsPrivate
    return options
  }
}

extension Gateway {
  /// - Parameter text: a preset's name, or a whole description.
  init(stored text: String) throws(InvalidInput) {
    if text.contains("{") {
      try self.init(Array(text.utf8), field: "--gateway")
    } else if let preset = Self.preset(text) {
      self = preset
    } else {
      throw InvalidInput("--preset", "is no gateway that this version of Envoi knows", text)
    }
  }
}
