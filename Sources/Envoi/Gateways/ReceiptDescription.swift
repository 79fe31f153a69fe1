/// `receipt` of a gateway's description.
struct ReceiptDescription: Sendable {
  let verification: VerificationDescription?
  let reply: CallbackReply
  /// How long after sending one is expected.
  let within: Duration
  private let part: CallbackSelector?
  private let reference: CallbackSelector?
  private let status: CallbackSelector
  private let code: CallbackSelector?
  private let why: CallbackSelector?
  private let states: [String: ReceiptState]

  init(_ fields: DescriptionFields, settings: [Setting]) throws(InvalidInput) {
    verification = try VerificationDescription(fields, settings: settings)
    reply = try CallbackReply(fields.fields("reply", known: CallbackReply.fields))
    within = .seconds(try fields.seconds("within") ?? 72 * 3600)
    part = try fields.selector("part")
    reference = try fields.selector("reference")
    status = try fields.requiredSelector("status")
    code = try fields.selector("code")
    why = try fields.selector("why")
    guard let names = try fields.fields("states", known: ReceiptState.allCases.map(\.rawValue)), !names.members.isEmpty else {
      throw InvalidInput(fields.path(of: "states"), "must be given: which statuses are \(ReceiptState.delivered.rawValue), ...")
    }
    var states: [String: ReceiptState] = [:]
    for state in ReceiptState.allCases {
      for text in try names.texts(state.rawValue) ?? [] {
        guard states.updateValue(state, forKey: text) == nil else {
          throw InvalidInput(names.path(of: state.rawValue), "must not have what another state has", text)
        }
      }
    }
    self.states = states
  }

  static let fields = ["verify", "part", "reference", "status", "states", "code", "why", "reply", "within"]

  func receipt(_ fields: CallbackFields) throws(CallbackRefusal) -> GatewayReceipt {
    guard let word = fields.text(status) else { throw .malformed("the receipt has no status") }
    guard let state = states[word] else { throw .malformed("the receipt has an unknown status: \(AnswerText.line(word))") }
    return GatewayReceipt(
      state: state, part: part.flatMap(fields.text), reference: reference.flatMap(fields.text),
      code: code.flatMap(fields.text).flatMap { Int($0) }, why: why.flatMap(fields.text).map { AnswerText.line($0) })
  }
}
