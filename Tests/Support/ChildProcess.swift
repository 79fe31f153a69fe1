import CSpawn
import Foundation

/// A child made by `posix_spawn`. Foundation's `Process` crashes where this process has more than some 1300 files open, as it has while
/// tests of crowds run: it reads past its buffer of /proc/self/fd.
struct ChildProcess: Sendable {
  let pid: pid_t

  /// Starts `arguments[0]`, looked up on PATH, with these three descriptors, no other ones, and no signal blocked: a thread of Swift's pool
  /// blocks SIGTERM and SIGCHLD, and a shell that inherits that waits for its own child for ever.
  init(
    _ arguments: [String], environment: [String: String], directory: URL?, input: FileHandle, output: FileHandle, errors: FileHandle
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, handle) in [input, output, errors].enumerated() {
      posix_spawn_file_actions_adddup2(&actions, handle.fileDescriptor, Int32(number))
    }
    _ = posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    if let directory { _ = posix_spawn_file_actions_addchdir_np(&actions, directory.path) }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    let words = arguments.map { strdup($0) } + [nil]
    let settings = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { (words + settings).forEach { free($0) } }
    var pid = pid_t()
    let code = posix_spawnp(&pid, arguments[0], &actions, &attributes, words, settings)
    guard code == 0 else { throw FixtureError("\(arguments[0]): \(String(cString: strerror(code)))") }
    self.pid = pid
  }

  /// Waits for its end, once.
  ///
  /// - Returns: its exit status; 128 and the signal where it was killed.
  func waitUntilExit() -> Int32 {
    var status = Int32()
    while waitpid(pid, &status, 0) == -1, errno == EINTR {}
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }

  /// The same on a thread of its own.
  var exitStatus: Int32 {
    get async {
      await withCheckedContinuation { done in
        Thread.detachNewThread { done.resume(returning: waitUntilExit()) }
      }
    }
  }
}
