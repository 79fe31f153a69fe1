/// How long a relay may be silent (RFC 5321 4.5.3.2).
public struct Timeouts: Sendable, Equatable {
  /// From name resolution to the end of the login, all together. Default 60 s.
  public var open: Duration = .seconds(60)
  /// For the replies to MAIL, RCPT and RSET. Default 5 min.
  public var command: Duration = .seconds(300)
  /// For the reply to DATA. Default 2 min.
  public var data: Duration = .seconds(120)
  /// For the relay to take one more block of the content. Default 3 min.
  public var block: Duration = .seconds(180)
  /// For the reply to the final dot. Giving up earlier makes duplicates (RFC 1047). Default 10 min.
  public var dot: Duration = .seconds(600)
  /// A session that was not used for so long is not used again. Default 20 s.
  public var idle: Duration = .seconds(20)

  public init() {}

  func reply(to verb: Verb) -> Duration {
    switch verb {
    case .reset, .mail, .recipient: command
    case .data: data
    case .dot: dot
    }
  }
}
