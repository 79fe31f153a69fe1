import Foundation

/// A wall clock for one process, which a test sets while that runs. Its monotonic clock is the system's. Needs the package faketime.
public struct FakeClock: Sendable {
  static let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"

  public static var isUsable: Bool { FileManager.default.fileExists(atPath: library) }

  private let scratch: ScratchDirectory

  public init() throws {
    scratch = try ScratchDirectory("clock")
    try set(hours: 0)
  }

  /// How far it is ahead of the right time from now on.
  public func set(hours: Int) throws {
    try Data("\(hours < 0 ? "" : "+")\(hours)h\n".utf8).write(to: scratch.file("offset"), options: .atomic)
  }

  /// What the process has to be started with.
  public var environment: [String: String] {
    [
      "LD_PRELOAD": Self.library, "FAKETIME_TIMESTAMP_FILE": scratch.file("offset").path,
      "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
    ]
  }
}
