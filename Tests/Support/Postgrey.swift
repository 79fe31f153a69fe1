import Foundation

/// The greylisting server of Debian, for ``Postfix/Service/greylisted``.
public final class Postgrey: Sendable {
  public static let path = "/usr/sbin/postgrey"
  public static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

  private let scratch: ScratchDirectory
  private let process: ServerProcess

  /// Lets a sender in who comes again after a second.
  public init(for postfix: Postfix) throws {
    scratch = try ScratchDirectory("grey")
    process = try ServerProcess(
      [
        Self.path, "--inet=127.0.0.1:\(postfix.policyPort)", "--delay=1", "--dbdir=\(scratch.path)", "--user=root", "--group=root",
        "--auto-whitelist-clients=0",
      ], log: scratch.file("log"))
    try Loopback.waitUntilListening(postfix.policyPort)
  }

  public func stop() { process.stop() }
}
