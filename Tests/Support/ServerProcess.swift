import Dispatch
public import Foundation
import Synchronization

/// A server that a test starts. It ends when the test stops it or drops it, and also when the test process dies:
/// a shell in between holds the reading end of a pipe and ends the server once the pipe closes.
public final class ServerProcess: Sendable {
  /// The server's own process id.
  public let pid: Int32
  private let shell: ChildProcess
  /// Set once: a child can be waited for only once.
  private let status = Mutex<Int32?>(nil)
  private let lifeline: FileHandle

  /// Starts `arguments[0]` with the rest as its arguments; output and errors are appended to `log`.
  public init(_ arguments: [String], environment: [String: String] = [:], directory: URL? = nil, log: URL) throws {
    let lifeline = Self.pipe()
    let announced = Self.pipe()
    let script = #""$@" </dev/null >>"$LOG" 2>&1 & child=$!; echo $child; exec >/dev/null; read -r _; kill -TERM $child; wait $child"#
    let shell = try ChildProcess(
      ["sh", "-c", script, "sh"] + arguments,
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 }.merging(["LOG": log.path]) { $1 },
      directory: directory, input: lifeline.reading, output: announced.writing,
      // The shell tells of children that were killed.
      errors: FileHandle.nullDevice)
    try announced.writing.close()
    let line = String(decoding: announced.reading.availableData, as: UTF8.self)
    guard let pid = Int32(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw FixtureError("\(arguments[0]) did not start, see \(log.path)")
    }
    self.pid = pid
    self.shell = shell
    self.lifeline = lifeline.writing
  }

  deinit { try? lifeline.close() }

  /// Sends a signal to the server itself, for tests of crashes and freezes.
  public func send(signal: Int32) { kill(pid, signal) }

  /// Ends the server with SIGTERM, after half a minute with SIGKILL, and waits until it is gone.
  ///
  /// - Returns: its exit status, also where it ended before; 128 and the signal where it was killed.
  @discardableResult
  public func stop() -> Int32 {
    try? lifeline.close()
    return status.withLock { status in
      if let status { return status }
      let killer = DispatchWorkItem { [pid] in _ = kill(pid, SIGKILL) }
      DispatchQueue.global().asyncAfter(deadline: .now() + 30, execute: killer)
      defer { killer.cancel() }
      let ended = shell.waitUntilExit()
      status = ended
      return ended
    }
  }

  /// Waits until the server is gone, however it ended.
  public func waitUntilGone() {
    // A process that has exited and is not yet reaped is a zombie: state Z in /proc/PID/stat.
    while let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8), !stat.contains(") Z ") { usleep(2000) }
  }

  /// Not inherited by other servers, which would keep this one's lifeline open.
  private static func pipe() -> (reading: FileHandle, writing: FileHandle) {
    let pipe = Pipe()
    for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] { _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC) }
    return (pipe.fileHandleForReading, pipe.fileHandleForWriting)
  }
}
