import Foundation

extension Process {
  /// Runs with no signal blocked. A thread of Swift's pool blocks SIGTERM and SIGCHLD, a child inherits that, and a shell that waits for its
  /// own child then waits for ever.
  func runUnmasked() throws {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try run()
  }
}
