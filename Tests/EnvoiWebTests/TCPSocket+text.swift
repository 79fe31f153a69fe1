import Foundation
import Support

extension TCPSocket {
  /// Reads until the text has all of these, on a thread of its own.
  func text(until parts: String...) async -> String {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        var bytes: [UInt8] = []
        while !parts.allSatisfy(String(decoding: bytes, as: UTF8.self).contains), case let more = receive(), !more.isEmpty {
          bytes += more
        }
        continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
      }
    }
  }
}
