extension Trouble {
  /// A step that the relay refused.
  static func refused(_ stage: Stage, _ reply: Reply, _ verb: Verb = .mail) -> Trouble {
    let step = stage == .transaction ? "\(verb)" : "\(stage)"
    let disposition = reply.disposition(at: verb)
    if disposition == .throttled {
      return Trouble(stage, .throttled, reply: reply, "the relay wants fewer or slower mails (\(step)): \(reply)")
    }
    if reply.isTransient {
      return Trouble(stage, .temporary, reply: reply, "the relay is not ready (\(step)): \(reply)")
    }
    if stage == .authenticate {
      return Trouble(stage, .login, reply: reply, "the relay refused the login (\(reply)): check the user name and the password")
    }
    return Trouble(stage, .configuration, reply: reply, "the relay refused us at \(step) (\(reply)): check what it asks of its clients")
  }

  /// A reply that fits nothing.
  static func unexpected(_ reply: Reply, to verb: Verb) -> Trouble {
    Trouble(.transaction, .temporary, reply: reply, "the relay answered \(verb) with '\(reply)', which fits no rule of SMTP")
  }
}
