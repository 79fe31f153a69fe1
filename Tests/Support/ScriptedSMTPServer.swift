import Foundation
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

  public let port: Int
  private let listener: Listener
  private let extensions: [String]
  private let script: @Sendable (Command) -> Action?
  private let state = Mutex(State())

  /// Closed when neither the server nor its accepting thread has it any more: the number may be another's the moment it is free.
  private final class Listener: Sendable {
    let socket: TCPSocket
    init(_ socket: TCPSocket) { self.socket = socket }
    deinit { socket.close() }
  }

  struct State {
    var sessions = 0
    var open: [Int: TCPSocket] = [:]
    var mostOpen = 0
    var mails: [Mail] = []
    var received: [[UInt8]] = []
    var isStopped = false
  }

  public init(extensions: [String] = ScriptedSMTPServer.extensions, script: @escaping @Sendable (Command) -> Action? = { _ in nil }) throws
  {
    let (socket, port) = try TCPSocket.listening()
    (listener, self.port) = (Listener(socket), port)
    self.extensions = extensions
    self.script = script
    Thread.detachNewThread { [listener, weak self] in
      while let client = listener.socket.accept() {
        guard let self, let number = self.enter(client) else {
          client.close()
          break
        }
        Thread.detachNewThread { [extensions, script] in
          let dialogue = ServerDialogue(client, number, extensions, script)
          dialogue.run { change in self.state.withLock { change(&$0) } }
          self.leave(number, client, isReset: dialogue.isReset)
        }
      }
    }
  }

  deinit { listener.socket.shutDown() }

  /// Everything that came with a whole dot, in the order of the dots.
  public var mails: [Mail] { state.withLock { $0.mails } }
  /// The bytes of each session.
  public var received: [[UInt8]] { state.withLock { $0.received } }
  public var sessions: Int { state.withLock { $0.sessions } }
  /// Sessions that were open at once.
  public var mostOpen: Int { state.withLock { $0.mostOpen } }

  /// Nobody is served any more, and everybody is cut off.
  public func stop() {
    state.withLock { state in
      state.isStopped = true
      for client in state.open.values { client.shutDown() }
    }
    listener.socket.shutDown()
  }

  private func enter(_ client: TCPSocket) -> Int? {
    state.withLock { state in
      guard !state.isStopped else { return nil }
      state.open[state.sessions] = client
      state.received.append([])
      state.sessions += 1
      state.mostOpen = max(state.mostOpen, state.open.values.count { !$0.hasPeerLeft })
      return state.sessions - 1
    }
  }

  private func leave(_ number: Int, _ client: TCPSocket, isReset: Bool) {
    // Closed under the lock: its number may be another's the moment it is free.
    state.withLock {
      $0.open[number] = nil
      if isReset { client.reset() } else { client.close() }
    }
  }
}
