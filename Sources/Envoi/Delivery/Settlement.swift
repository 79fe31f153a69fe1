internal import Transport

/// What is written about a row when its attempt is over.
struct Settlement: Sendable, Equatable {
  let id: Int
  let token: Int
  let status: QueueStatus
  var reason: Reason?
  /// Kind of the event to record; nil where nothing is worth one.
  var event: String?
  /// 1 when the attempt counts, 0 when it was none.
  var attempts = 0
  /// Seconds from now: when an error is tried again, when a released row goes next. Delays, not times: only the database's clock counts.
  var retryIn: Double?
  var dueIn: Double?
  var code: Int?
  var reply: String?
  var remoteID: String?
}

extension Settlement {
  /// What decides beside the outcome itself.
  struct Context {
    var onDoubt: OnDoubt
    /// Whether the relay takes other messages: then trouble that comes again over this one is this one's.
    var othersPass: Bool
    /// Seconds that the transport would be paused for.
    var pause: Double
    /// 0 to 1.
    var jitter: Double
    var now: ContinuousClock.Instant

    func isChargeable(_ parcel: Parcel) -> Bool { othersPass && parcel.row.broughtTrouble }
  }

  /// A row that goes back as it was.
  static func release(_ parcel: Parcel, dueIn: Double? = nil, why: String? = nil) -> Settlement {
    Settlement(id: parcel.id, token: parcel.token, status: .pending, dueIn: dueIn, reply: why, remoteID: parcel.row.progress)
  }

  /// An error that is final.
  static func ended(_ parcel: Parcel, _ reason: Reason, attempts: Int = 0, code: Int? = nil, why: String) -> Settlement {
    Settlement(
      id: parcel.id, token: parcel.token, status: .error, reason: reason, event: reason.rawValue, attempts: attempts, code: code, reply: why
    )
  }

  static func sent(_ parcel: Parcel, code: Int?, reply: String, remoteID: String?) -> Settlement {
    Settlement(id: parcel.id, token: parcel.token, status: .sent, attempts: 1, code: code, reply: reply, remoteID: remoteID)
  }

  init(_ outcome: Outcome, of parcel: Parcel, in context: Context) {
    switch outcome {
    case .accepted(let reply):
      self = .sent(parcel, code: reply.code, reply: reply.explanation, remoteID: reply.queueID)
    case .refused(let reply, let verb):
      self.init(Answer(reply, at: verb), of: parcel, in: context)
    case .unsendable(let status, let why):
      self = .ended(parcel, .invalid, why: "\(status) \(why)")
    case .notSent(let trouble)
    where trouble.stage == .transaction && trouble.kind != .stopped && context.isChargeable(parcel):
      self.init(retrying: parcel, .deferred, context, code: trouble.reply?.code, reply: trouble.reply?.explanation ?? trouble.message)
    case .notSent(let trouble):
      // Whatever was being said when the trouble came goes behind the others for longer than the pause, so that it cannot stand before
      // them again and again.
      let wasTried = trouble.stage == .transaction && trouble.kind != .stopped
      self = .release(parcel, dueIn: wasTried ? context.pause * 2 : nil, why: wasTried ? trouble.message : nil)
    case .inDoubt(let why):
      self.init(Answer(.inDoubt, text: why), of: parcel, in: context)
    }
  }

  init(_ answer: Answer, of parcel: Parcel, in context: Context) {
    switch answer.meaning {
    case .accepted:
      self = .sent(parcel, code: answer.code, reply: answer.text, remoteID: answer.remoteID)
    // It says itself for how long, which the pause of the whole way is: the row keeps its place, but for one that has been slowed down before.
    case .throttled(let delay?) where !context.isChargeable(parcel):
      self = .release(parcel, dueIn: parcel.row.broughtTrouble ? max(delay, context.pause) * 2 : nil, why: answer.text)
    // What concerns all that goes this way, not this recipient alone.
    case .account where !context.isChargeable(parcel), .throttled where !context.isChargeable(parcel):
      self = .release(parcel, dueIn: context.pause * 2, why: answer.text)
    case .rejectedRecipient, .rejectedMessage:
      self = .ended(parcel, .refused, attempts: 1, code: answer.code, why: answer.text)
    case .deferred, .account, .throttled:
      self.init(retrying: parcel, .deferred, context, code: answer.code, reply: answer.text)
    case .inDoubt:
      self.init(retrying: parcel, .inDoubt, context, code: answer.code, reply: answer.text)
      if context.onDoubt == .hold { retryIn = nil }
    }
  }

  /// An error that is tried again later, or given up when that would be too late.
  private init(retrying parcel: Parcel, _ reason: Reason, _ context: Context, code: Int? = nil, reply: String) {
    let delay = RetrySchedule.delay(afterAttempt: parcel.row.attempts + 1, jitter: context.jitter)
    let isInTime = context.now + .seconds(delay) < parcel.expires
    let final = isInTime || reason == .inDoubt ? reason : .expired
    self.init(
      id: parcel.id, token: parcel.token, status: .error, reason: final, event: final.rawValue, attempts: 1,
      retryIn: isInTime ? delay : nil,
      code: code, reply: reply)
  }
}
