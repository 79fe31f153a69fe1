internal import Glibc

/// One thread that runs an actor's jobs in order, so that a C handle which blocks holds up nothing but itself.
/// Swift's cooperative pool must never block, and libdispatch stops at 255 threads.
///
///     actor Handle {
///       private let thread: SerialThread
///       nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
///     }
///
/// The thread ends once the object is dropped and its last job is done. Nothing joins it, so the last reference may die anywhere, on the
/// thread itself too.
public final class SerialThread: SerialExecutor {
  private let mailbox: Mailbox

  /// The first 15 bytes of `name` are what `top -H` and debuggers show. Throws where the system gives no more threads.
  public init(name: String) throws(SystemCallError) {
    mailbox = Mailbox(name: name)
    var thread = pthread_t()
    let context = Unmanaged.passRetained(mailbox)
    let code = pthread_create(&thread, nil, runMailbox, context.toOpaque())
    guard code == 0 else {
      context.release()
      throw SystemCallError("pthread_create", code: code)
    }
    pthread_detach(thread)
  }

  deinit { mailbox.close() }

  public func enqueue(_ job: consuming ExecutorJob) { mailbox.put(UnownedJob(job), for: self) }
}

/// A closure literal would carry its context's isolation into C; a function does not.
private func runMailbox(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<Mailbox>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
