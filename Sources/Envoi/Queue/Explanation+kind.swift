extension Explanation {
  /// What is explained. The admin's labels are called `explain_` and this.
  public enum Kind: String, Sendable, CaseIterable {
    case sent
    case receiptLate = "receipt_late"
    case receiptAwaited = "receipt_awaited"
    case delivered
    case lost
    case sending
    case leaseOfDead = "lease_of_dead"
    case maybeArrived = "maybe_arrived"
    case askGateway = "ask_gateway"
    case askRelay = "ask_relay"
    case askRecipient = "ask_recipient"
    case suppressed
    case unsuppress
    case endedLater = "ended_later"
    case ended
    case sendAgain = "send_again"
    case retryLater = "retry_later"
    case retryDue = "retry_due"
    case lastAnswer = "last_answer"
    case expired
    case held
    case notDue = "not_due"
    case notAdopted = "not_adopted"
    case siteDisabled = "site_disabled"
    case transportPaused = "transport_paused"
    case transportFailed = "transport_failed"
    case noRelay = "no_relay"
    case noTransport = "no_transport"
    case next
    case nextAfterwards = "next_afterwards"
    case oneBefore = "one_before"
    case oneBeforeAfterwards = "one_before_afterwards"
    case manyBefore = "many_before"
    case manyBeforeAfterwards = "many_before_afterwards"
    case nobodySends = "nobody_sends"
    case clockSkew = "clock_skew"
    case snapshotHeld = "snapshot_held"
    case partitionsMissing = "partitions_missing"
  }
}

extension Explanation.Kind {
  /// For who has a shell.
  var sentence: String {
    switch self {
    case .sent: "it was sent at {at}"
    case .receiptLate: "no receipt came by {until}: whether it arrived is not known"
    case .receiptAwaited: "its receipt is awaited until {until}"
    case .delivered: "it was delivered at {at}"
    case .lost: "its worker is gone, and it may have been sent: the next send-queue, retry-queue or work settles it"
    case .sending: "a worker is sending it; its lease ends at {until}, and is extended while the worker lives"
    case .leaseOfDead: "if that worker has died, the next run on its machine knows from its journal, and any other run from then on"
    case .maybeArrived: "it may have arrived"
    case .askGateway: "look for it at the gateway; if it is not there, envoi queue requeue {id} sends it again"
    case .askRelay: "look in the relay's log for Message-ID {message}; if it is not there, envoi queue requeue {id} sends it again"
    case .askRecipient: "look in the relay's log for {recipient}; if it is not there, envoi queue requeue {id} sends it again"
    case .suppressed: "{recipient} has asked {site} for nothing more"
    case .unsuppress: "envoi suppression remove lets it be sent to again"
    case .endedLater: "it was sent, and came to error/{reason} later; the answer had been"
    case .ended: "it ended in error/{reason}"
    case .sendAgain: "envoi queue requeue {id} sends it again"
    case .retryLater: "retry-queue takes it from {at} on"
    case .retryDue: "it is due for another try since {at}: retry-queue takes it"
    case .lastAnswer: "the last answer, to attempt {attempt}"
    case .expired: "it was not sent before it expired at {at}: the next run gives it up"
    case .held: "it is held back: its due_at is infinity"
    case .notDue: "it is not due before {at}"
    case .notAdopted:
      "this database is a copy (it was made in {recorded}, and this is {found}): nothing is sent from it. "
        + "If it is to send from now on, and the other one no longer does, say: envoi adopt"
    case .siteDisabled: "sending is disabled for {site}: envoi site set {site} --enable-sending"
    case .transportPaused: "transport {transport} is paused until {until}"
    case .transportFailed: "the last session of transport {transport} failed, the next run tries another one"
    case .noRelay: "no transport of {site} is enabled: envoi transport set NAME --site {site} --enable-sending"
    case .noTransport: "no transport of {site} carries {channel} and is enabled: envoi transport set NAME --site {site} --enable-sending"
    case .next: "it is the next to go: the next send-queue or a running envoi work takes it; it expires at {expires}"
    case .nextAfterwards: "when that is over, it is the next to go; it expires at {expires}"
    case .oneBefore: "1 row of {site} goes before it: the next send-queue or a running envoi work takes it; it expires at {expires}"
    case .oneBeforeAfterwards: "when that is over, 1 row of {site} goes before it; it expires at {expires}"
    case .manyBefore: "{n} rows of {site} go before it: the next send-queue or a running envoi work takes it; it expires at {expires}"
    case .manyBeforeAfterwards: "when that is over, {n} rows of {site} go before it; it expires at {expires}"
    case .nobodySends: "rows have been due since {since}, and no worker has run for six minutes: look at the crontab, or run envoi work"
    case .clockSkew: "the clock of {host} and the database's differ by {seconds} s: have both set by NTP"
    case .snapshotHeld: "a transaction has been open since {since} ({who}): until it ends vacuum clears nothing, and the queue gets slower"
    case .partitionsMissing: "there is room for {n} rows more: envoi migrate makes partitions, or says what keeps it from that"
    }
  }
}
