import Foundation
import Support

/// Takes connections on 127.0.0.1 and never says a word.
final class SilentServer: Sendable {
  let port: Int
  private let descriptor: Int32

  init() throws {
    port = try Loopback.freePorts()
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard bound == 0, listen(descriptor, 100) == 0 else { throw FixtureError("cannot listen on \(port)") }
  }

  deinit { close(descriptor) }

  /// Returns once a client has connected. It waits on a thread of its own: Swift's pool has few, and the client needs one.
  func waitForClient() async throws {
    let isHere = await withCheckedContinuation { done in
      Thread.detachNewThread { [descriptor] in
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        done.resume(returning: poll(&polled, 1, 20_000) == 1)
      }
    }
    guard isHere else { throw FixtureError("nobody connects to \(port)") }
  }
}
