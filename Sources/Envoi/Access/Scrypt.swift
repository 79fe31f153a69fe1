internal import Crypto
internal import CryptoExtras
internal import Foundation
internal import SerialThread
internal import Synchronization

/// scrypt (RFC 7914). It takes a core for some 60 ms and 32 MB, so at most two run at a time, each on a thread of its own.
actor Scrypt {
  /// What it costs: N = 2^logarithm, r, p.
  struct Cost: Sendable, Equatable {
    let logarithm, blockSize, parallelism: Int

    /// OWASP's password storage cheat sheet has it in its list, at 32 MB.
    static let standard = Cost(logarithm: 15, blockSize: 8, parallelism: 3)
  }

  private static let threads = Mutex<(next: Int, made: [Scrypt?])>((0, [nil, nil]))

  private let thread: SerialThread

  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  private init() throws { thread = try SerialThread(name: "scrypt") }

  /// - Parameters: neither of them empty.
  static func key(of password: String, salt: [UInt8], cost: Cost, count: Int) async throws -> [UInt8] {
    let scrypt = try threads.withLock { threads in
      threads.next = 1 - threads.next
      let scrypt = try threads.made[threads.next] ?? Scrypt()
      threads.made[threads.next] = scrypt
      return scrypt
    }
    return try await scrypt.key(Array(password.utf8), salt, cost, count)
  }

  private func key(_ password: [UInt8], _ salt: [UInt8], _ cost: Cost, _ count: Int) throws -> [UInt8] {
    // Who asked may be gone.
    try Task.checkCancellation()
    return try KDF.Scrypt.deriveKey(
      from: password, salt: salt, outputByteCount: count, rounds: 1 << cost.logarithm, blockSize: cost.blockSize,
      parallelism: cost.parallelism
    ).withUnsafeBytes { Array($0) }
  }
}
