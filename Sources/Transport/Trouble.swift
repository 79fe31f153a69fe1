/// The relay's trouble, or ours with it; never one mail's.
public struct Trouble: Error, Sendable, Equatable, CustomStringConvertible {
  /// The step that failed.
  public enum Stage: String, Sendable, Comparable, CaseIterable {
    case resolve, connect, tls, greeting, hello, startTLS, authenticate, transaction

    private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    public static func < (one: Self, other: Self) -> Bool { one.order < other.order }
  }

  public enum Kind: Sendable {
    /// Goes away by itself: unreachable, closed, silent, 4xx.
    case temporary
    /// The relay refused the user name or the password.
    case login
    /// The relay's certificate is not to be trusted.
    case certificate
    /// The settings do not fit the relay: an operator has to change one of the two.
    case configuration
    /// The relay wants us to slow down.
    case throttled
    /// We were told to stop.
    case stopped
  }

  public let stage: Stage
  public let kind: Kind
  /// What the relay said, where it said something.
  public let reply: Reply?
  /// Seconds that it wants to be left alone for, where it said so.
  public let retryAfter: Double?
  /// What happened and what to do. Never a secret.
  public let message: String

  public init(_ stage: Stage, _ kind: Kind, reply: Reply? = nil, retryAfter: Double? = nil, _ message: String) {
    self.stage = stage
    self.kind = kind
    self.reply = reply
    self.retryAfter = retryAfter
    self.message = message
  }

  public var description: String { message }

  static let stopped = Trouble(.transaction, .stopped, "stopped on request")
}
