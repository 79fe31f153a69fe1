public import MessageFormat

/// How to speak to one provider of SMS, or to one kind of team chat, as a JSON5 file says it (docs/gateways.md). Envoi knows no provider by name.
public struct Gateway: Sendable {
  public let name: String
  public let channel: Channel
  /// A line for the operator.
  public let about: String
  /// What the operator has to give, in the order of the file.
  public let settings: [Setting]
  /// Of a chat.
  public let dialect: ChatDialect?
  public let rules: Rules
  public let timeout: Duration

  let number: NumberFormat
  let encodings: [SMSEncoding: String]
  /// What it takes a line break for, where that is no line feed.
  let lineBreak: String?
  let request: RequestDescription
  let answers: AnswerDescription
  let receipt: ReceiptDescription?
  let incoming: IncomingDescription?

  /// - Parameter field: what the errors call the file, as in `--gateway`.
  public init(_ json5: [UInt8], field: String) throws(InvalidInput) {
    let known = [
      "name", "channel", "about", "settings", "dialect", "number", "encodings", "longest", "lineBreak", "mobileOnly", "timeout",
      "request",
    ]
    let fields = try DescriptionFields(
      JSON5Reader.tree(json5, field: field), path: field, known: known + AnswerDescription.fields + ["receipt", "incoming"], isRoot: true)
    func part(_ name: String, _ known: [String]? = nil) throws(InvalidInput) -> DescriptionFields? { try fields.fields(name, known: known) }

    name = try fields.required("name")
    about = try fields.required("about")
    guard let channel = try fields.choice("channel", of: Channel.self), [.sms, .chat].contains(channel) else {
      throw InvalidInput(fields.path(of: "channel"), "must be sms or chat", fields["channel"]?.summary)
    }
    self.channel = channel
    settings = try Self.settings(part("settings"))
    timeout = .seconds(try fields.seconds("timeout") ?? 30)
    lineBreak = try fields.string("lineBreak")
    number = try fields.choice("number", of: NumberFormat.self) ?? .e164

    var encodings: [SMSEncoding: String] = [:]
    let names = try part("encodings", ["gsm7", "ucs2"])
    for (name, encoding) in [("gsm7", SMSEncoding.gsm7), ("ucs2", .ucs2)] {
      guard let called = names?[name] else { continue }
      guard let text = called.text else {
        throw InvalidInput("\(fields.path(of: "encodings")).\(name)", "must be a string or a number", called.summary)
      }
      encodings[encoding] = text
    }
    self.encodings = encodings
    rules = Rules(
      mobileOnly: try fields.bool("mobileOnly"), encodings: names == nil ? Set(SMSEncoding.allCases) : Set(encodings.keys),
      longest: try fields.integer("longest", in: 1...1_000_000))

    dialect = try fields.choice("dialect", of: ChatDialect.self)
    guard (dialect != nil) == (channel == .chat) else {
      let rule = channel == .chat ? "must be given with the channel chat" : "goes with the channel chat only"
      throw InvalidInput(fields.path(of: "dialect"), rule)
    }
    if channel == .chat, let name = ["number", "encodings", "mobileOnly", "receipt", "incoming"].first(where: { fields[$0] != nil }) {
      throw InvalidInput(fields.path(of: name), "goes with the channel sms only")
    }

    guard let request = try part("request", ["method", "url", "query", "headers", "auth", "form", "json", "xml", "charset"]) else {
      throw InvalidInput(fields.path(of: "request"), "must be given")
    }
    self.request = try RequestDescription(request, settings: settings)
    answers = try AnswerDescription(fields)
    let settings = settings
    receipt = try part("receipt", ReceiptDescription.fields).map { fields throws(InvalidInput) in
      try ReceiptDescription(fields, settings: settings)
    }
    incoming = try part("incoming", IncomingDescription.fields).map { fields throws(InvalidInput) in
      try IncomingDescription(fields, settings: settings)
    }
  }

  private static func settings(_ fields: DescriptionFields?) throws(InvalidInput) -> [Setting] {
    guard let fields else { return [] }
    var settings: [Setting] = []
    for member in fields.members { settings.append(try Setting(member.value, name: member.name, path: fields.path(of: member.name))) }
    return settings
  }

  /// Whether the gateway is told our reference of a message, so that it can tell a repetition.
  public var takesReference: Bool { request.namesMessage }
  /// How long after sending a receipt is expected; nil: it gives none.
  // Not inlined: Swift 6.3.1 crashes where it is (CopyPropagation, "Found outside of lifetime use").
  public var receiptsWithin: Duration? {
    @inline(never) get { receipt?.within }
  }
  public var takesIncoming: Bool { incoming != nil }
  /// What it wants to hear when a receipt was taken.
  public var receiptReply: CallbackReply { receipt?.reply ?? .empty }
  /// What it wants to hear when a message was taken.
  public var incomingReply: CallbackReply { incoming?.reply ?? .empty }
}
