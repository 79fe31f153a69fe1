/// Cuts replies out of the bytes that a relay sends. Total: whatever comes is a reply, an incomplete one, or malformed.
struct ReplyReader {
  /// RFC 5321 4.5.3.1.5 allows 512 bytes a line; no honest reply comes near this.
  static let limit = 64 * 1024

  private var bytes: [UInt8] = []
  private var start = 0

  /// More waits to be read than any reply is long.
  var isFull: Bool { bytes.count - start > Self.limit }

  mutating func append(_ more: UnsafeRawBufferPointer) {
    if start == bytes.count {
      bytes.removeAll(keepingCapacity: true)
      start = 0
    }
    bytes.append(contentsOf: more)
  }

  /// The next whole reply; nil when more bytes are needed.
  mutating func next() throws(Malformed) -> Reply? {
    var lines: [ArraySlice<UInt8>] = []
    var line = start
    while let end = bytes[line...].firstIndex(of: UInt8(ascii: "\n")) {
      guard end - start <= Self.limit else { throw Malformed("a reply of more than \(Self.limit) bytes") }
      let stop = end > line && bytes[end - 1] == UInt8(ascii: "\r") ? end - 1 : end
      guard let code = Self.code(bytes[line..<stop]) else { throw Malformed("'\(Self.printable(bytes[line..<stop].prefix(80)))'") }
      let isLast = stop < line + 4 || bytes[line + 3] != UInt8(ascii: "-")
      lines.append(bytes[min(line + 4, stop)..<stop])
      line = end + 1
      guard isLast else { continue }
      start = line
      return Self.reply(code, lines)
    }
    guard !isFull else { throw Malformed("a reply of more than \(Self.limit) bytes") }
    return nil
  }

  private static func code(_ line: ArraySlice<UInt8>) -> Int? {
    guard line.count >= 3, line.prefix(3).allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    guard line.count == 3 || [UInt8(ascii: " "), UInt8(ascii: "-")].contains(line[line.startIndex + 3]) else { return nil }
    let code = line.prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return (200..<600).contains(code) ? code : nil
  }

  private static func reply(_ code: Int, _ lines: [ArraySlice<UInt8>]) -> Reply {
    var enhanced: EnhancedStatus?
    let texts = lines.map { line in
      guard let found = EnhancedStatus.parse(line), Int(found.status.kind) == code / 100 else { return printable(line) }
      enhanced = enhanced ?? found.status
      // RFC 2034 repeats the code in each line.
      return printable(found.status == enhanced ? line.dropFirst(found.length) : line)
    }
    return Reply(code: code, enhanced: enhanced, text: texts.count == 1 ? texts[0] : texts.filter { !$0.isEmpty }.joined(separator: " "))
  }

  /// A reply goes to databases and terminals: no NUL, no escape sequences.
  private static func printable(_ bytes: ArraySlice<UInt8>) -> String {
    let isControl = { (byte: UInt8) in byte < 0x20 || byte == 0x7F }
    return String(
      decoding: bytes.contains(where: isControl) ? bytes.map { isControl($0) ? UInt8(ascii: "?") : $0 }[...] : bytes, as: UTF8.self)
  }

  /// Bytes that are no reply.
  struct Malformed: Error {
    let what: String
    init(_ what: String) { self.what = what }
  }
}
