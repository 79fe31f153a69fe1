import Foundation
import Synchronization

/// An HTTP/1.1 server that keeps connections alive, does as its script says, and keeps every request it got.
public final class ScriptedHTTPServer: Sendable {
  /// What to do about a request.
  public enum Action: Sendable {
    /// A status, headers and a body with its length; the connection is kept.
    case respond(Int, [String: String] = [:], String = "")
    /// Bytes as they are; the connection is kept.
    case raw(String)
    case rawThenClose(String)
    case close
    case reset
    /// Says nothing more and reads, until the client goes.
    case stall
    /// Says this, and neither reads nor says anything more.
    case hold(String)
    /// Sends a text byte by byte with a pause of so many milliseconds before each.
    case drip(String, Int)
    /// Sends a text, and then zeros until the client goes.
    case endless(String)
  }

  public struct Request: Sendable {
    public let method: String
    public let target: String
    /// Names in lower case.
    public let headers: [String: String]
    public fileprivate(set) var body: [UInt8] = []
    /// Counted from 0.
    public let connection: Int

    public var text: String { String(decoding: body, as: UTF8.self) }
  }

  private let server: TCPServer
  private let seen: Requests

  private final class Requests: Sendable {
    let all = Mutex<[Request]>([])
  }

  /// - Parameters:
  ///   - script: asked when the whole request was read.
  ///   - onHead: asked when the header was read and the body was not; nil reads on.
  public init(
    script: @escaping @Sendable (Request) -> Action = { _ in .respond(200) },
    onHead: @escaping @Sendable (Request) -> Action? = { _ in nil }
  ) throws {
    let seen = Requests()
    self.seen = seen
    server = try TCPServer { client, number in
      var input: [UInt8] = []
      while var request = Self.head(client, &input, number) {
        if let action = onHead(request) {
          guard let end = Self.do(action, client) else { continue }
          return end
        }
        let size = request.headers["content-length"].flatMap { Int($0) } ?? 0
        while input.count < size {
          let more = client.receive()
          guard !more.isEmpty else { return .closed }
          input += more
        }
        request.body = Array(input[..<size])
        input.removeFirst(size)
        let whole = request
        seen.all.withLock { $0.append(whole) }
        if let end = Self.do(script(whole), client) { return end }
      }
      return .closed
    }
  }

  public var port: Int { server.port }
  public var url: String { "http://127.0.0.1:\(port)" }
  /// Whole requests, in the order of their ends.
  public var requests: [Request] { seen.all.withLock { $0 } }
  public var connections: Int { server.accepted }

  /// Closes the connections that are open now.
  public func disconnect() { server.disconnect() }

  /// Sends something on a connection that nobody asked for.
  public func say(_ text: String, on connection: Int) { server.say(text, on: connection) }

  public func stop() { server.stop() }

  private static func head(_ client: TCPSocket, _ input: inout [UInt8], _ connection: Int) -> Request? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let found = input.firstRange(of: end) {
        let lines = String(decoding: input[..<found.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        input.removeSubrange(..<found.upperBound)
        let words = lines[0].split(separator: " ").map(String.init) + ["", ""]
        let headers = lines.dropFirst().map { line in
          let name = line.prefix { $0 != ":" }
          return (name.lowercased(), line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces))
        }
        return Request(
          method: words[0], target: words[1], headers: Dictionary(headers) { "\($0), \($1)" }, connection: connection)
      }
      let more = client.receive()
      guard !more.isEmpty else { return nil }
      input += more
    }
  }

  /// Nil when the connection goes on.
  private static func `do`(_ action: Action, _ client: TCPSocket) -> TCPServer.End? {
    switch action {
    case .respond(let status, let headers, let body):
      let lines = headers.map { "\($0): \($1)\r\n" }.joined()
      return client.send("HTTP/1.1 \(status) scripted\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8) ? nil : .closed
    case .raw(let text): return client.send(text.utf8) ? nil : .closed
    case .rawThenClose(let text): client.send(text.utf8)
    case .close: break
    case .reset: return .reset
    case .stall:
      while !client.receive().isEmpty {}
    case .hold(let text):
      client.send(text.utf8)
      client.waitUntilPeerLeft()
    case .drip(let text, let pause):
      for byte in text.utf8 {
        usleep(UInt32(pause) * 1000)
        guard client.send([byte]) else { break }
      }
    case .endless(let text):
      client.send(text.utf8)
      while client.send([UInt8](repeating: UInt8(ascii: "0"), count: 65536)) {}
    }
    return .closed
  }
}
