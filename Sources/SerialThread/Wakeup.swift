internal import Glibc

/// Ends another thread's wait: a pair of sockets, one to be polled beside a connection's, because blocked C calls do not see
/// a task's cancellation. (An eventfd would do with one descriptor; Swift's Glibc module does not have it.)
public final class Wakeup: Sendable {
  /// Readable from `signal()` until `drain()`.
  public let fileDescriptor: Int32
  private let signalling: Int32

  /// Throws where the process is at its limit of open files.
  public init() throws(SystemCallError) {
    var ends: [Int32] = [-1, -1]
    let type = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    guard socketpair(AF_UNIX, Int32(type), 0, &ends) == 0 else { throw SystemCallError("socketpair", code: errno) }
    fileDescriptor = ends[0]
    signalling = ends[1]
  }

  deinit {
    close(fileDescriptor)
    close(signalling)
  }

  /// A socket that is full is as good as one more signal.
  public func signal() {
    var byte: UInt8 = 1
    write(signalling, &byte, 1)
  }

  /// Forgets the signals so far.
  public func drain() {
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      while read(fileDescriptor, buffer.baseAddress, buffer.count) == buffer.count {}
    }
  }

  /// Why a wait ended.
  public enum Event: Hashable, Sendable {
    /// The descriptor has these `poll` events, POLLERR and POLLHUP among them.
    case ready(Int32)
    /// `signal()` was called; it counts until drained.
    case woken
    case timedOut
  }

  /// Blocks the thread until the descriptor has one of the `poll` events (`POLLIN`, `POLLOUT`), a signal comes or the deadline is over.
  /// A signal wins over the descriptor. With descriptor -1 only signal and deadline count; without a deadline it waits for ever.
  public func wait(
    for descriptor: Int32, events: Int32, until deadline: ContinuousClock.Instant? = nil
  ) throws(SystemCallError) -> Event {
    var polled = [
      pollfd(fd: fileDescriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: events), revents: 0),
    ]
    while true {
      switch poll(&polled, 2, deadline.map(Self.milliseconds) ?? -1) {
      case 0:
        // A wait longer than poll can hold comes back early.
        if let deadline, deadline <= .now { return .timedOut }
      case -1 where errno != EINTR:
        throw SystemCallError("poll", code: errno)
      case 1...:
        return polled[0].revents != 0 ? .woken : .ready(Int32(polled[1].revents))
      default: continue
      }
    }
  }

  /// The time left, rounded up so that a wait never ends before its deadline.
  private static func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
    let left = (deadline - .now) / .milliseconds(1)
    return Int32(min(max(left.rounded(.up), 0), 1e9))
  }
}
