internal import Synchronization

/// The right to one connection of a transport.
final class Slot: Sendable {
  /// Second half of the advisory lock's key.
  let key: Int32
  private let lost = Atomic(false)

  init(key: Int32) { self.key = key }

  /// Another process has it: the connection takes nothing more.
  var isLost: Bool { lost.load(ordering: .relaxed) }

  func lose() { lost.store(true, ordering: .relaxed) }
}
