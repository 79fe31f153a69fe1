/// `incoming` of a gateway's description: messages that people write to us.
struct IncomingDescription: Sendable {
  let verification: VerificationDescription?
  let reply: CallbackReply
  private let from: CallbackSelector
  private let text: CallbackSelector
  private let id: CallbackSelector?

  init(_ fields: DescriptionFields, settings: [Setting]) throws(InvalidInput) {
    verification = try VerificationDescription(fields, settings: settings)
    reply = try CallbackReply(fields.fields("reply", known: CallbackReply.fields))
    from = try fields.requiredSelector("from")
    text = try fields.requiredSelector("text")
    id = try fields.selector("id")
  }

  static let fields = ["verify", "from", "text", "id", "reply"]

  func incoming(_ fields: CallbackFields, _ number: NumberFormat) throws(CallbackRefusal) -> IncomingText {
    guard let sender = fields.text(from) else { throw .malformed("the message has no sender") }
    // An empty message is one, too.
    return IncomingText(from: number.read(sender), text: fields.text(text) ?? "", id: id.flatMap(fields.text))
  }
}
