internal import Transport

extension Answer {
  /// A relay's refusal at `verb`.
  init(_ reply: Reply, at verb: Verb) {
    let meaning: Meaning =
      switch reply.disposition(at: verb) {
      case .configuration: .account
      case .throttled: .throttled(retryAfter: nil)
      case .badAddress where reply.isFinal(at: verb): .rejectedRecipient
      default: reply.isFinal(at: verb) ? .rejectedMessage : .deferred
      }
    self.init(meaning, code: reply.code, text: reply.explanation)
  }
}
