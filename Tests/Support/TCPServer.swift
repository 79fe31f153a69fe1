import Foundation
import Synchronization

/// Accepts connections on a free port of 127.0.0.1; each has a thread of its own.
final class TCPServer: Sendable {
  /// How a connection ends.
  enum End: Sendable {
    case closed, reset
  }

  let port: Int
  private let listener: Listener
  private let serve: @Sendable (TCPSocket, Int) -> End
  private let state = Mutex(State())

  /// Closed when neither the server nor its accepting thread has it any more: the number may be another's the moment it is free.
  private final class Listener: Sendable {
    let socket: TCPSocket
    init(_ socket: TCPSocket) { self.socket = socket }
    deinit { socket.close() }
  }

  private struct State {
    var accepted = 0
    var open: [Int: TCPSocket] = [:]
    var mostOpen = 0
    var isStopped = false
  }

  /// `serve` gets each connection and its number, counted from 0, and leaves closing it to the server.
  init(serve: @escaping @Sendable (TCPSocket, Int) -> End) throws {
    let (socket, port) = try TCPSocket.listening()
    (listener, self.port) = (Listener(socket), port)
    self.serve = serve
    Thread.detachNewThread { [listener, weak self] in
      while let client = listener.socket.accept() {
        guard let self, let number = self.enter(client) else {
          client.close()
          break
        }
        Thread.detachNewThread { self.leave(number, client, self.serve(client, number)) }
      }
    }
  }

  deinit { listener.socket.shutDown() }

  var accepted: Int { state.withLock { $0.accepted } }
  /// Connections that were open at once.
  var mostOpen: Int { state.withLock { $0.mostOpen } }

  /// Cuts everybody off who is connected now.
  func disconnect() { state.withLock { for client in $0.open.values { client.shutDown() } } }

  /// Nobody is served any more, and everybody is cut off.
  func stop() {
    state.withLock { $0.isStopped = true }
    disconnect()
    listener.socket.shutDown()
  }

  /// Sends something on a connection that nobody asked for.
  func say(_ text: String, on number: Int) { state.withLock { _ = $0.open[number]?.send(text.utf8) } }

  private func enter(_ client: TCPSocket) -> Int? {
    state.withLock { state in
      guard !state.isStopped else { return nil }
      state.open[state.accepted] = client
      state.accepted += 1
      state.mostOpen = max(state.mostOpen, state.open.values.count { !$0.hasPeerLeft })
      return state.accepted - 1
    }
  }

  private func leave(_ number: Int, _ client: TCPSocket, _ end: End) {
    // Closed under the lock: its number may be another's the moment it is free.
    state.withLock {
      $0.open[number] = nil
      if end == .reset { client.reset() } else { client.close() }
    }
  }
}
