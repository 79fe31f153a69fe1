import Synchronization

/// An SMTP server that does as its script says, and keeps every byte it got. Within the script's wishes it follows RFC 5321 and RFC 2920.
public final class ScriptedSMTPServer: Sendable {
  /// What to do in place of the ordinary answer.
  public enum Action: Sendable {
    /// Lines without their ends.
    case reply(String)
    case replyThenClose(String)
    case close
    case reset
    /// Says nothing more, until the client goes.
    case stall
    /// Sends a text byte by byte with a pause of so many milliseconds before each, without an end.
    case drip(String, Int)
  }

  /// One command as the script sees it. `verb` is `CONNECT` for the greeting, `.` for the end of the content.
  public struct Command: Sendable {
    public let verb: String
    public let line: String
    /// Counted from 0.
    public let session: Int
    /// Counted from 0; MAIL begins the next one.
    public let transaction: Int
    /// More came before the answer.
    public let isFollowed: Bool
  }

  public struct Mail: Sendable, Equatable {
    public let sender: String
    public let recipient: String
    /// Between DATA and the dot, as it came.
    public let content: [UInt8]
    /// The dot was answered with 2xx.
    public let isAcknowledged: Bool
  }

  public static let extensions = ["PIPELINING", "SIZE 10240000", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"]

  private let server: TCPServer
  private let log: Log

  struct State {
    var mails: [Mail] = []
    var received: [Int: [UInt8]] = [:]
  }

  private final class Log: Sendable {
    let state = Mutex(State())
  }

  public init(extensions: [String] = ScriptedSMTPServer.extensions, script: @escaping @Sendable (Command) -> Action? = { _ in nil }) throws
  {
    let log = Log()
    self.log = log
    server = try TCPServer { client, number in
      let dialogue = ServerDialogue(client, number, extensions, script)
      dialogue.run { change in log.state.withLock { change(&$0) } }
      return dialogue.isReset ? .reset : .closed
    }
  }

  public var port: Int { server.port }
  /// Everything that came with a whole dot, in the order of the dots.
  public var mails: [Mail] { log.state.withLock { $0.mails } }
  /// The bytes of each session.
  public var received: [[UInt8]] { log.state.withLock { log in (0..<sessions).map { log.received[$0] ?? [] } } }
  public var sessions: Int { server.accepted }
  /// Sessions that were open at once.
  public var mostOpen: Int { server.mostOpen }

  /// Nobody is served any more, and everybody is cut off.
  public func stop() { server.stop() }
}
