/// Parts of a mail: their fields, an empty line, their content. Each ends with a line end.
extension [UInt8] {
  /// A text as `text/plain` or `text/html` in the transfer encoding that suits it: as it is if it is short lines of ASCII, base64 if most of
  /// it is beyond ASCII, else quoted-printable.
  mutating func appendTextPart(_ text: String, format: Template.Format) {
    self += "Content-Type: text/".utf8
    self += format.rawValue.utf8
    self += "; charset=utf-8\r\nContent-Transfer-Encoding: ".utf8
    var text = text.withLineFeeds
    text.withUTF8 { text in
      if text.isCleanASCII {
        self += "7bit\r\n\r\n".utf8
        appendLines(text)
      } else if text.reduce(0, { $0 &+ Int($1 >> 7) }) * 5 < text.count {
        // An octet beyond ASCII takes 3 places here and 4/3 in base64, which is shorter from about a fifth of them on.
        self += "quoted-printable\r\n\r\n".utf8
        appendQuotedPrintable(text)
      } else {
        self += "base64\r\n\r\n".utf8
        var lines: [UInt8] = []
        lines.appendLines(text)
        if lines.last != UInt8(ascii: "\n") { lines.appendLineEnd() }
        appendBase64Lines(lines)
      }
    }
    if last != UInt8(ascii: "\n") { appendLineEnd() }
  }

  /// A file in base64. A name that is not short and plain goes as RFC 2231 has it; the type then repeats it in plain ASCII for readers
  /// that do not know that. (A plain `filename` beside `filename*` would be a second one, which Python reports as a defect.)
  mutating func appendPart(_ attachment: Attachment) {
    let name = attachment.name.unicodeScalars
    let isPlain = name.count <= 60 && name.allSatisfy { 0x20..<0x7f ~= $0.value }
    let type = attachment.type.split(separator: ";").map { String($0).trimmingBlanks }
    self += "Content-Type: \(type.joined(separator: ";\r\n "))".utf8
    if !isPlain, !attachment.type.lowercased().contains("name=") {
      let ascii = name.suffix(60).map { 0x20..<0x7f ~= $0.value ? Character($0) : "_" }
      self += ";\r\n name=\(String(ascii).quoted)".utf8
    }
    self += "\r\nContent-Transfer-Encoding: base64\r\n".utf8
    if let id = attachment.contentID { self += "Content-ID: <\(id)>\r\n".utf8 }
    self += (attachment.contentID == nil ? "Content-Disposition: attachment" : "Content-Disposition: inline").utf8
    if isPlain { self += ";\r\n filename=\(attachment.name.quoted)".utf8 } else { appendExtendedFileName(attachment.name) }
    self += "\r\n\r\n".utf8
    appendBase64Lines(attachment.content)
  }

  /// RFC 2231 sections 3 and 4, in lines of at most 78 octets, each of whole characters.
  private mutating func appendExtendedFileName(_ name: String) {
    var chunks: [[UInt8]] = [[]]
    for scalar in name.unicodeScalars {
      var encoded: [UInt8] = []
      for byte in String(scalar).utf8 {
        if byte.isAttributeCharacter { encoded.append(byte) } else { encoded.appendEscape(byte, sigil: UInt8(ascii: "%")) }
      }
      if chunks[chunks.count - 1].count + encoded.count > 54 { chunks.append([]) }
      chunks[chunks.count - 1] += encoded
    }
    for (number, chunk) in chunks.enumerated() {
      self += (chunks.count == 1 ? ";\r\n filename*=" : ";\r\n filename*\(number)*=").utf8
      if number == 0 { self += "UTF-8''".utf8 }
      self += chunk
    }
  }

  /// With CR LF for LF.
  private mutating func appendLines(_ text: UnsafeBufferPointer<UInt8>) {
    text.forEachLine { line, isEnded in
      self += line
      if isEnded { appendLineEnd() }
      return true
    }
  }
}

extension UInt8 {
  /// RFC 2231 section 7 attribute-char.
  fileprivate var isAttributeCharacter: Bool {
    switch self {
    case UInt8(ascii: "*"), UInt8(ascii: "'"), UInt8(ascii: "%"), UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "="): false
    case UInt8(ascii: "."): true
    default: EmailAddress.isAtext(self)
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Nothing that a server could change or mistake: printable lines of at most 78 octets without blanks at their ends.
  fileprivate var isCleanASCII: Bool {
    forEachLine { line, _ in
      guard let last = line.last else { return true }
      // The high bit tells what is not in 0x20...0x7e; without a branch this is vector code.
      let bits = line.reduce(0) { $0 | $1 | ($1 &- 0x20) | ($1 &+ 1) }
      // `--=_` starts our boundaries, and only quoted-printable can say it otherwise.
      return bits < 0x80 && line.count <= 78 && !last.isBlank && !line.needsEscapeAtLineStart(0) && !line.starts(with: "--=_".utf8)
    }
  }
}
