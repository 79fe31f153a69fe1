internal import Glibc

/// Makes content ready for DATA (RFC 5321 4.5.2): every line that starts with a dot gets another one, the last line ends with CRLF.
/// False, and the bytes as they are, where a CR or LF stands alone (RFC 5321 2.3.8): what follows could pass for the end of the mail.
func stuffDots(_ content: inout [UInt8]) -> Bool {
  let lineStarts = content.withUnsafeBytes(dottedLines)
  guard let lineStarts else { return false }
  if !lineStarts.isEmpty {
    var stuffed: [UInt8] = []
    stuffed.reserveCapacity(content.count + lineStarts.count + 1024)
    var copied = 0
    for start in lineStarts {
      stuffed += content[copied..<start]
      stuffed.append(UInt8(ascii: "."))
      copied = start
    }
    stuffed += content[copied...]
    content = stuffed
  }
  if !content.isEmpty, content.last != UInt8(ascii: "\n") { content += [UInt8(ascii: "\r"), UInt8(ascii: "\n")] }
  return true
}

/// Where lines start with a dot; nil when a CR or LF stands alone.
private func dottedLines(_ bytes: UnsafeRawBufferPointer) -> [Int]? {
  var starts: [Int] = []
  var start = 0
  while start < bytes.count, let base = bytes.baseAddress {
    if bytes[start] == UInt8(ascii: ".") { starts.append(start) }
    let left = bytes.count - start
    let carriageReturn = memchr(base + start, 0x0D, left).map { UnsafeRawPointer($0) - base }
    guard memchr(base + start, 0x0A, (carriageReturn ?? bytes.count) - start) == nil else { return nil }
    guard let carriageReturn else { break }
    guard carriageReturn + 1 < bytes.count, bytes[carriageReturn + 1] == 0x0A else { return nil }
    start = carriageReturn + 2
  }
  return starts
}
