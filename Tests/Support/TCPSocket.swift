import Foundation

/// A blocking TCP socket on 127.0.0.1, for servers and proxies that tests write themselves.
public struct TCPSocket: Sendable {
  public let descriptor: Int32

  /// A socket that listens on `port`, or on a free one.
  public static func listening(on port: Int = 0) throws -> (socket: TCPSocket, port: Int) {
    let listener = TCPSocket(descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
    var yes: Int32 = 1
    setsockopt(listener.descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
    var address = loopback(port)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listens = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener.descriptor, $0, length) == 0 && listen(listener.descriptor, 512) == 0
          && getsockname(listener.descriptor, $0, &length) == 0
      }
    }
    guard listens else { throw FixtureError("cannot listen on 127.0.0.1:\(port): errno \(errno)") }
    return (listener, Int(in_port_t(bigEndian: address.sin_port)))
  }

  /// A connection to a port; nil when nothing listens there.
  public static func connected(to port: Int) -> TCPSocket? {
    let client = TCPSocket(descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
    var address = loopback(port)
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(client.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else {
      client.close()
      return nil
    }
    client.sendAtOnce()
    return client
  }

  /// The next connection; nil once the listener was shut down.
  public func accept() -> TCPSocket? {
    let client = Foundation.accept(descriptor, nil, nil)
    guard client >= 0 else { return nil }
    TCPSocket(descriptor: client).sendAtOnce()
    return TCPSocket(descriptor: client)
  }

  /// What comes next; empty at the end of the stream.
  public func receive() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
      count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
    }
  }

  /// False when the other side is gone.
  @discardableResult
  public func send(_ bytes: some Collection<UInt8>) -> Bool {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// The other side has closed, whatever of it is still to be read.
  public var hasPeerLeft: Bool { peerLeaves(within: 0) }

  /// Waits until the other side has closed, and reads nothing.
  func waitUntilPeerLeft() { _ = peerLeaves(within: -1) }

  private func peerLeaves(within milliseconds: Int32) -> Bool {
    let hangUp: Int16 = 0x2000  // POLLRDHUP, which Foundation does not have.
    var state = pollfd(fd: descriptor, events: hangUp, revents: 0)
    return poll(&state, 1, milliseconds) > 0
  }

  /// Ends both directions: whoever reads gets the end of the stream.
  public func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  public func close() { Foundation.close(descriptor) }

  /// Closes with RST.
  public func reset() {
    var abort = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abort, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  private func sendAtOnce() {
    var yes: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, 4)
  }

  private static func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return address
  }
}
