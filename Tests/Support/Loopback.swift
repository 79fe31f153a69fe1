import Foundation

/// Ports on 127.0.0.1 for fixtures.
public enum Loopback {
  /// The first of `count` successive ports that nothing listens on now.
  public static func freePorts(_ count: Int = 1) throws -> Int {
    for _ in 0..<200 {
      let first = Int.random(in: 20_000..<32_000)
      if (first..<first + count).allSatisfy({ canBind($0) }) { return first }
    }
    throw FixtureError("no \(count) free ports on 127.0.0.1")
  }

  /// Waits until something accepts connections on the port.
  public static func waitUntilListening(_ port: Int, seconds: Double = 20) throws {
    let end = Date(timeIntervalSinceNow: seconds)
    while !connects(port) {
      guard Date() < end else { throw FixtureError("nothing listens on 127.0.0.1:\(port) after \(seconds) s") }
      usleep(5000)
    }
  }

  private static func canBind(_ port: Int) -> Bool { withSocket(port) { bind($0, $1, $2) == 0 } }
  private static func connects(_ port: Int) -> Bool { withSocket(port) { connect($0, $1, $2) == 0 } }

  private static func withSocket(_ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }
}
