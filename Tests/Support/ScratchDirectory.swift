public import Foundation

/// A throw-away folder under the system's temporary one, short enough for UNIX socket paths (107 bytes), readable by every user
/// (servers that refuse to run as root need it), removed when dropped.
public final class ScratchDirectory: Sendable {
  public let url: URL
  public var path: String { url.path }

  public init(_ name: String = "envoi") throws {
    url = FileManager.default.temporaryDirectory.appending(path: "\(name)-\(UInt32.random(in: .min ... .max))", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  public func file(_ name: String) -> URL { url.appending(path: name) }
}
