extension Reply {
  /// What this refusal at `verb` means: the enhanced code decides first, then the basic one (RFC 3463, RFC 5248, RFC 5321 4.2.3).
  /// For a 4xx or 5xx reply.
  public func disposition(at verb: Verb) -> Disposition {
    // These basic codes belong to the login alone (RFC 4954 6), whatever follows them.
    if [530, 534, 535, 538].contains(code) || says("not verified") { return .configuration }
    if code == 454, says("throttl") { return .throttled }
    guard let enhanced else { return isTransient ? transientByCode : permanentByCode(at: verb) }
    return isTransient ? transient(enhanced) : permanent(enhanced, at: verb)
  }

  /// Whether another try can help: 4xx replies, and the 5xx ones that mean 4xx (a full mailbox, too many recipients).
  public func isFinal(at verb: Verb) -> Bool {
    isPermanent && ![.transient, .mailboxFull].contains(disposition(at: verb))
  }

  /// Whether a refusal at MAIL is about this mail's size, sender or content; any other one there is the relay's own trouble.
  var concernsMail: Bool {
    guard let enhanced else { return [501, 552, 553, 555].contains(code) }
    switch (enhanced.subject, enhanced.detail) {
    case (1, _), (2, 3), (3, 4), (5, 4), (6, _): return true
    default: return false
    }
  }

  private func transient(_ enhanced: EnhancedStatus) -> Disposition {
    switch (enhanced.subject, enhanced.detail) {
    case (2, 2): .mailboxFull
    case (5, 3): .transient
    case (7, 28): .throttled
    case (7, 23...40): .policy
    case (7, 0) where code == 421: .throttled
    case (7, 1), (2, 0): soundsThrottled ? .throttled : .greylisted
    case (2, 1): .transient  // Gmail: this one recipient gets mail too quickly
    default: transientByCode
    }
  }

  private var transientByCode: Disposition {
    if says("greylist") || says("graylist") || says("grey list") { return .greylisted }
    return soundsThrottled ? .throttled : .transient
  }

  private func permanent(_ enhanced: EnhancedStatus, at verb: Verb) -> Disposition {
    switch (enhanced.subject, enhanced.detail) {
    // RFC 5321 4.5.3.1.10: 552 for too many recipients is 452.
    case (5, 3): .transient
    case (1, 7), (1, 8): .policy
    case (1, 1...3), (1, 6), (1, 10), (2, 1): verb == .mail ? .policy : .badAddress
    case (2, 2): .mailboxFull
    case (2, 3), (3, 4): .tooLarge
    case (5, _): .protocolError
    // Exchange Online: basic authentication is switched off.
    case (7, 8), (7, 9), (7, 30): .configuration
    case (7, _): .policy
    default: (500...504).contains(code) ? .protocolError : .permanent
    }
  }

  private func permanentByCode(at verb: Verb) -> Disposition {
    switch code {
    case 500...504, 555: return .protocolError
    case 552 where says("recipients"): return .transient
    case 552: return verb == .recipient ? .mailboxFull : .tooLarge
    case 553 where verb == .mail: return .policy
    case 550, 551, 553:
      // Without an enhanced code 550 is also "relaying denied" or "blocked": an address is only bad where the text says so.
      let phrases = [
        "unrouteable", "unroutable", "unknown user", "user unknown", "no such", "not exist", "invalid recipient", "invalid mailbox",
      ]
      return verb == .recipient && phrases.contains(where: says) ? .badAddress : .permanent
    default: return .permanent
    }
  }

  private var soundsThrottled: Bool {
    ["throttl", "too many", "too much", "too fast", "rate limit", "quota exceeded for"].contains(where: says)
  }

  private func says(_ phrase: String) -> Bool { text.lowercased().contains(phrase) }
}
