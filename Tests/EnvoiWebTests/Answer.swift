import Foundation
import Support

/// What a server answers over a socket that has nothing of a client library.
struct Answer: Sendable {
  let status: Int
  /// As they came, lines and all.
  let head: String
  let body: String
  /// All that came until the server closed.
  let bytes: [UInt8]

  static func request(_ method: String, _ path: String, _ headers: [String] = [], body: String? = nil) -> String {
    var lines = ["\(method) \(path) HTTP/1.1", "Host: example.org"] + headers
    if let body { lines.append("Content-Length: \(body.utf8.count)") }
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
  }

  /// Sends it and reads until the server closes.
  static func to(_ port: Int, _ request: String) async throws -> Answer {
    guard let socket = TCPSocket.connected(to: port) else { throw FixtureError("nothing listens on \(port)") }
    defer { socket.close() }
    return await to(socket, request)
  }

  static func to(_ socket: TCPSocket, _ request: String) async -> Answer {
    await withCheckedContinuation { continuation in
      // A thread of its own: what waits here would keep the server's tasks off the shared ones.
      Thread.detachNewThread {
        // A server that has heard enough may close before all is sent.
        _ = socket.send(request.utf8)
        continuation.resume(returning: Answer(rest(of: socket)))
      }
    }
  }

  private static func rest(of socket: TCPSocket) -> [UInt8] {
    var bytes: [UInt8] = []
    while case let more = socket.receive(), !more.isEmpty { bytes += more }
    return bytes
  }

  private init(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let end = text.range(of: "\r\n\r\n")
    self.bytes = bytes
    head = end.map { String(text[..<$0.lowerBound]) } ?? text
    body = end.map { String(text[$0.upperBound...]) } ?? ""
    status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
  }
}
