internal import MessageFormat
internal import Transport

/// Turns rows into texts for a gateway.
struct GatewayDesk: Desk {
  let gateway: ConfiguredGateway
  let options: HTTPOptions
  let silence = Answer.Meaning.inDoubt
  let transport: Int32
  let rules: SMSRules
  /// Nil where there is no key to make tokens with.
  let tokens: ReceiptTokens?
  /// ENVOI_PUBLIC_URL: nil where receipts cannot be asked for.
  let publicURL: PublicURL?

  init(_ transport: SiteTransport, of site: Site, _ context: WorkerContext) throws {
    gateway = try transport.configuredGateway(secretKey: context.secretKey)
    options = transport.httpOptions(timeout: gateway.gateway.timeout)
    self.transport = transport.id
    rules = SMSRules(site, gateway.gateway)
    tokens = context.secretKey.map { ReceiptTokens(secretKey: $0) }
    publicURL = context.publicURL
  }

  func requests(for parcel: Parcel) throws -> [HTTPRequest] { try texts(of: parcel).map(gateway.request) }
  func answer(to response: HTTPResponse) -> Answer { gateway.answer(to: response) }
  func hidingSecrets(in text: String) -> String { gateway.hidingSecrets(in: text) }

  /// One text, or several posts of a long chat message.
  private func texts(of parcel: Parcel) throws -> [OutgoingText] {
    let (message, sender) = try parcel.letter.text()
    let (row, name) = (parcel.row, parcel.row.recipientName)
    let variables = try parcel.letter.opened(row.variables, of: row.id)
    if let dialect = gateway.gateway.dialect {
      return dialect.split(try message.rendered(for: dialect, name: name, variables: variables)).map {
        OutgoingText(to: row.recipient, text: $0, from: nil, id: reference(of: parcel), receiptURL: nil, encoding: nil, parts: 1)
      }
    }
    let number = try PhoneNumber(row.recipient)
    // What came by SQL may be written otherwise, and stand in no list of those who want nothing more.
    guard number.description == row.recipient else {
      throw InvalidInput("recipient", "must be written as \(number) (E.164)", row.recipient)
    }
    if let sender { _ = try parse("sender", sender, SenderID.init) }
    let text = try rules.check(message.rendered(name: name, variables: variables), to: number)
    return [
      OutgoingText(
        to: number.description, text: text.text, from: sender, id: reference(of: parcel), receiptURL: receiptURL(of: parcel),
        encoding: text.encoding, parts: text.parts.count)
    ]
  }

  /// The same at every attempt of a generation: a gateway that knows client references sees that it is the same message.
  private func reference(of parcel: Parcel) -> String {
    tokens?.row(parcel.id, generation: parcel.row.generation, transport: transport)
      ?? parcel.letter.messageID(row: parcel.id, generation: parcel.row.generation)
  }

  private func receiptURL(of parcel: Parcel) -> String? {
    guard let publicURL, let tokens, gateway.gateway.receiptsWithin != nil else { return nil }
    return publicURL.receipts(
      transport: transport, token: tokens.row(parcel.id, generation: parcel.row.generation, transport: transport))
  }
}
