import MessageFormat
public import Transport

/// A gateway with its operator's values.
public struct ConfiguredGateway: Sendable {
  public let gateway: Gateway
  /// Scheme, host and port: what a listing may show.
  public let origin: String

  private let bound: BoundRequest
  private let secrets: [String]
  private let receiptVerification: Verification?
  private let incomingVerification: Verification?

  /// - Parameters:
  ///   - settings: what is no secret, by name; an empty value is none.
  ///   - secrets: the others.
  public init(_ gateway: Gateway, settings: [String: String], secrets: [String: Secret]) throws(InvalidInput) {
    var settings = settings
    // A number is written as the gateway writes them, whoever names the sender.
    settings["from"] = settings["from"].map(gateway.number.written)
    let values = try SettingValues(gateway.settings, settings, secrets)
    self.gateway = gateway
    self.secrets = try values.secrets()
    bound = try BoundRequest(gateway.request, values)
    origin = bound.origin
    receiptVerification = try gateway.receipt?.verification?.bound(values)
    incomingVerification = try gateway.incoming?.verification?.bound(values)
  }

  /// - Throws: what this message has that the gateway cannot take.
  public func request(_ text: OutgoingText) throws(InvalidInput) -> HTTPRequest {
    if let longest = gateway.rules.longest, text.text.count > longest {
      throw InvalidInput("text", "must have at most \(longest) characters for \(gateway.name)", "\(text.text.count) characters")
    }
    if let encoding = text.encoding, !gateway.rules.encodings.contains(encoding) {
      throw InvalidInput("text", "must not need \(encoding.rawValue), which \(gateway.name) does not take", text.text)
    }
    return try bound.filled(
      MessageValues(
        to: gateway.number.written(text.to), text: gateway.lineBreak.map { text.text.replacing("\n", with: $0) } ?? text.text,
        from: text.from.map(gateway.number.written), encoding: text.encoding.flatMap { gateway.encodings[$0] },
        message: text))
  }

  /// What an answer means. Its text is one short line without secrets.
  public func answer(to response: HTTPResponse) -> Answer {
    let body = gateway.answers.body(response.body)
    var meaning = gateway.answers.meaning(response.status, body)
    // The end of what it says may say otherwise.
    if meaning == .accepted, response.isCut { meaning = .inDoubt }
    let retryAfter = RetryAfter.seconds(response["Retry-After"])
    // "Unavailable until then" is said of the whole gateway (RFC 9110 10.2.3).
    if response.status == 503, meaning == .deferred, retryAfter != nil { meaning = .throttled }
    return Answer(
      Answer.Meaning(meaning, retryAfter: retryAfter), code: response.status, text: text(response, body, meaning),
      remoteID: [.accepted, .inDoubt].contains(meaning) ? gateway.answers.remoteID(body, isWhole: meaning == .accepted) : nil)
  }

  /// Without the secrets that a server may repeat.
  public func hidingSecrets(in text: String) -> String { AnswerText.hiding(secrets, in: text) }

  private func text(_ response: HTTPResponse, _ body: AnswerBody, _ meaning: AnswerRule.Meaning) -> String {
    if (300...399).contains(response.status) {
      let host = RedirectTarget.host(response["Location"]) ?? "nowhere"
      return "HTTP \(response.status) to \(host): redirects are not followed; correct the gateway's URL"
    }
    let line = AnswerText.line(gateway.answers.said(body, isYes: meaning == .accepted), hiding: secrets)
    return line.isEmpty ? "HTTP \(response.status) without a text" : line
  }

  /// Reads a receipt after it was verified.
  public func receipt(_ callback: Callback) throws(CallbackRefusal) -> GatewayReceipt {
    guard let receipt = gateway.receipt else { throw .malformed("\(gateway.name) gives no receipts") }
    try receiptVerification?.check(callback)
    return try receipt.receipt(CallbackFields(callback))
  }

  /// Reads a message that somebody wrote to us, after it was verified.
  public func incoming(_ callback: Callback) throws(CallbackRefusal) -> IncomingText {
    guard let incoming = gateway.incoming else { throw .malformed("\(gateway.name) brings no messages") }
    try incomingVerification?.check(callback)
    return try incoming.incoming(CallbackFields(callback), gateway.number)
  }
}

extension Answer.Meaning {
  fileprivate init(_ meaning: AnswerRule.Meaning, retryAfter: Double?) {
    self =
      switch meaning {
      case .accepted: .accepted
      case .deferred: .deferred
      case .recipient: .rejectedRecipient
      case .message: .rejectedMessage
      case .account: .account
      case .throttled: .throttled(retryAfter: retryAfter)
      case .inDoubt: .inDoubt
      }
  }
}
