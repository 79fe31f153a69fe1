/// One run over the mails of a source. Each mail goes through MAIL, RCPT, DATA, content and dot in turn; where the relay pipelines
/// (RFC 2920), MAIL, RCPT and DATA of the next mail are written behind the dot of this one: one round trip for each mail.
final class Delivery<Source: MailSource> {
  typealias Mail = PreparedMail<Source.Mail>

  /// How far the current mail has come, which says what the loss of the connection means for it.
  private enum Phase {
    case envelope, content, dot
  }

  private let source: Source
  private let dialler: Dialler
  private var session: SMTPSession
  private var phase = Phase.envelope
  private var current: Mail?
  private var following: Mail?
  /// The envelope of the current mail was written behind the content of the last.
  private var isAnnounced = false
  /// The buffer of a finished mail, to be used again.
  private var spare: [UInt8] = []

  init(of source: Source, by dialler: Dialler) throws(Trouble) {
    self.source = source
    self.dialler = dialler
    session = try dialler.session()
  }

  func run() throws(Trouble) {
    defer { session.lastUse = .now }
    current = take()
    while let mail = current {
      do throws(Trouble) {
        if let refusal = try announce(mail) {
          finish(refusal)
          current = take()
        } else {
          following = take()
          finish(try send(mail))
          (current, following) = (following, nil)
        }
        session.isProven = true
        phase = .envelope
      } catch {
        try recover(from: error)
      }
    }
  }

  /// Says MAIL, RCPT and DATA, unless that was said already, and reads the replies. Nil when the relay waits for the content.
  private func announce(_ mail: Mail) throws(Trouble) -> Outcome? {
    if isAnnounced {
      isAnnounced = false
    } else {
      if let defect = mail.defect(for: session.info.capabilities) { return defect }
      if session.pipelines { say(session.needsReset ? Verb.envelopeAfterReset : Verb.envelope, of: mail) }
    }
    var refusal: Outcome?
    for verb in session.needsReset ? Verb.envelopeAfterReset : Verb.envelope {
      if !session.pipelines {
        if refusal != nil { break }
        say([verb], of: mail)
      }
      do throws(Trouble) {
        let reply = try session.read(verb)
        switch verb {
        case _ where reply.advances(verb):
          if verb == .data, refusal != nil {
            try endEmptyTransaction()
            return refusal
          }
        case _ where reply.isPositive: throw .unexpected(reply, to: verb)
        case .recipient, .data,
          .mail where reply.concernsMail && reply.code != 421:
          refusal = refusal ?? .refused(reply, at: verb)
        default: throw .refused(.transaction, reply, verb)
        }
        if reply.code == 421 { throw .refused(.transaction, reply, verb) }
      } catch {
        session.fail(error)
        guard let refusal else { throw error }
        return refusal
      }
    }
    session.needsReset = refusal != nil
    return refusal
  }

  /// The relay refused the recipient and yet opened the content (RFC 2920 3.1): nothing goes in. What it answers does not matter.
  private func endEmptyTransaction() throws(Trouble) {
    session.needsReset = false
    _ = session.write([UInt8(ascii: "."), UInt8(ascii: "\r"), UInt8(ascii: "\n")])
    let reply = try session.read(.dot)
    if reply.code == 421 { throw .refused(.transaction, reply, .dot) }
  }

  /// Writes the content and its dot, with the envelope of the following mail behind it, and reads what becomes of the mail.
  private func send(_ mail: Mail) throws(Trouble) -> Outcome {
    do {
      try source.contentBegins(mail.mail)
    } catch {
      throw Trouble(.transaction, .stopped, "stopped before the content: \(error)")
    }
    phase = .content
    session.transcript?(.sent("(\(mail.content.count) bytes of content)"))
    append(.dot, of: mail, to: &mail.content)
    let dotEnd = mail.content.count
    if session.pipelines, let following, following.defect(for: session.info.capabilities) == nil {
      isAnnounced = true
      for verb in Verb.envelope { append(verb, of: following, to: &mail.content) }
    }
    if session.write(mail.content, dotEnd: dotEnd) >= dotEnd { phase = .dot }
    let reply = try session.read(.dot)
    // A relay can refuse before it has all of it; it cannot accept then.
    guard !reply.isPositive || (phase == .dot && reply.advances(.dot)) else { throw .unexpected(reply, to: .dot) }
    if phase != .dot || reply.code == 421 { session.fail(.refused(.transaction, reply, .dot)) }
    return reply.isPositive ? .accepted(reply) : .refused(reply, at: .dot)
  }

  /// The session is lost. A session that had carried a mail may have come to its end (idle, or so many mails a connection): another
  /// one goes on with what was not begun. A session that fails at once is the relay's trouble.
  private func recover(from trouble: Trouble) throws(Trouble) {
    session.fail(trouble)
    let isAboutCurrent = phase == .envelope
    switch phase {
    case .envelope: break
    case .content: finish(.notSent(trouble))
    case .dot: finish(.inDoubt(trouble.message))
    }
    phase = .envelope
    isAnnounced = false
    if current == nil { (current, following) = (following, nil) }
    do throws(Trouble) {
      guard session.isProven, trouble.kind != .stopped else { throw trouble }
      if current != nil { session = try dialler.session() }
    } catch {
      dialler.hangUp()
      // A mail that was announced behind another one's content has nothing to do with it.
      let bystander = Trouble(error.stage, .stopped, reply: error.reply, error.message)
      finish(.notSent(isAboutCurrent ? error : bystander))
      current = following
      finish(.notSent(bystander))
      throw error
    }
  }

  /// The next mail that may stand in the dialogue. Those that may not are finished here.
  private func take() -> Mail? {
    while let mail = source.next() {
      var content: [UInt8] = []
      swap(&content, &spare)
      content.removeAll(keepingCapacity: content.capacity < 1 << 20)
      do {
        let envelope = source.envelope(of: mail)
        let traits = try source.content(of: mail, into: &content)
        let size = content.count
        let isSafe = stuffDots(&content)
        let bareLineEnd = Outcome.unsendable(EnhancedStatus(5, 6, 0), "the content has a CR or LF alone: compose it with CRLF")
        guard let defect = envelope.defect ?? (isSafe ? nil : bareLineEnd) else {
          return Mail(mail, envelope, traits, size: size, content: content)
        }
        source.finished(mail, defect)
      } catch {
        source.finished(mail, .unsendable(EnhancedStatus(5, 6, 0), "the content could not be composed: \(error)"))
      }
    }
    return nil
  }

  private func finish(_ outcome: Outcome) {
    guard let mail = current else { return }
    current = nil
    swap(&spare, &mail.content)
    source.finished(mail.mail, outcome)
  }

  private func say(_ verbs: [Verb], of mail: Mail) {
    var commands: [UInt8] = []
    for verb in verbs { append(verb, of: mail, to: &commands) }
    _ = session.write(commands)
  }

  private func append(_ verb: Verb, of mail: Mail, to buffer: inout [UInt8]) {
    let start = buffer.count
    mail.append(verb, to: &buffer, relay: session.info.capabilities)
    session.transcript?(.sent(String(decoding: buffer[start...].dropLast(2), as: UTF8.self)))
  }
}
