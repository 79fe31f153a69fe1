/// How far an exchange has come: what the system has taken of the request, and what came back.
struct HTTPProgress {
  private static let headerLimit = 64 << 10

  private let bodySize: Int
  private let bodyLimit: Int
  private var lastHeaderBytes: UInt32 = 0
  private var bodyBytesSent = 0
  private var headerSize = 0
  private(set) var status = 0
  private var headers: [HTTPHeader] = []
  private(set) var body: [UInt8] = []
  private var isOverLimit = false
  /// A whole status line and header came, and not of an interim answer (1xx).
  private(set) var isAnswered = false

  init(bodySize: Int, bodyLimit: Int) {
    self.bodySize = bodySize
    self.bodyLimit = bodyLimit
  }

  /// The request as a whole: its header ends with CRLF CRLF.
  var isSent: Bool { lastHeaderBytes == 0x0D0A_0D0A && bodyBytesSent == bodySize }

  /// The request is written from its first byte.
  mutating func begin() { (lastHeaderBytes, bodyBytesSent) = (0, 0) }

  mutating func wrote(header bytes: UnsafeRawBufferPointer) {
    for byte in bytes.suffix(4) { lastHeaderBytes = lastHeaderBytes << 8 | UInt32(byte) }
  }

  mutating func wrote(body bytes: UnsafeRawBufferPointer) { bodyBytesSent += bytes.count }

  /// A line of the header with its end. False when there are too many.
  mutating func received(headerLine bytes: UnsafeRawBufferPointer) -> Bool {
    headerSize += bytes.count
    guard headerSize <= Self.headerLimit else { return false }
    // What comes behind a chunked body (RFC 9112 7.1.2).
    guard !isAnswered else { return true }
    let line = bytes.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
    if line.isEmpty {
      isAnswered = status >= 200
    } else if line.starts(with: "HTTP/".utf8) {
      headers = []
      let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
      status = words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
    } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
      let blanks: [UInt8] = [0x20, 0x09]
      let value = line[(colon + 1)...].drop { blanks.contains($0) }
      let end = value.lastIndex { !blanks.contains($0) } ?? value.startIndex - 1
      headers.append(
        HTTPHeader(received: String(decoding: line[..<colon], as: UTF8.self), String(decoding: value[...end], as: UTF8.self)))
    }
    return true
  }

  /// False when the body is longer than the limit.
  mutating func received(body bytes: UnsafeRawBufferPointer) -> Bool {
    let room = bodyLimit - body.count
    body += bytes.prefix(room)
    isOverLimit = bytes.count > room
    return !isOverLimit
  }

  func response(isBroken: Bool) -> HTTPResponse {
    HTTPResponse(status: status, headers: headers, body: body, isCut: isBroken || isOverLimit)
  }
}
