/// Header fields, folded so that lines have at most 78 octets where they can be broken (RFC 5322 sections 2.1.1 and 2.2.3).
extension [UInt8] {
  /// An unstructured field such as Subject: as it is, where that is plain and can be folded, else in encoded words.
  mutating func appendField(_ name: String, text: String) {
    let start = appendFieldName(name)
    if text.isPlainHeaderText { appendFolded(text, lineStart: start) } else { appendEncodedWords(text, lineStart: start) }
    appendLineEnd()
  }

  /// An author's field: ASCII as it is, since it may have a structure of its own.
  mutating func appendField(_ field: HeaderField) {
    let start = appendFieldName(field.name)
    if field.value.utf8.allSatisfy({ $0 < 0x80 }) {
      appendFolded(field.value, lineStart: start)
    } else {
      appendEncodedWords(field.value, lineStart: start)
    }
    appendLineEnd()
  }

  /// From, To, Reply-To: the name as a phrase (RFC 5322 section 3.2.5), then the address, in angle brackets if there is a name.
  mutating func appendField(_ name: String, mailbox: Mailbox) {
    var start = appendFieldName(name)
    let address = mailbox.address.description
    if let phrase = mailbox.name {
      start = appendPhrase(phrase, lineStart: start)
      // With a space and the brackets; RFC 2047 section 2 grants a line with encoded words 76 octets.
      if count - start + address.utf8.count + 3 > 76 { appendLineEnd() }
      self += " <".utf8
      self += address.utf8
      append(UInt8(ascii: ">"))
    } else {
      append(UInt8(ascii: " "))
      self += address.utf8
    }
    appendLineEnd()
  }

  mutating func appendLineEnd() { self += "\r\n".utf8 }

  /// Writes `Name:` and returns where its line starts. What follows begins with a space.
  private mutating func appendFieldName(_ name: String) -> Int {
    let start = count
    self += name.utf8
    append(UInt8(ascii: ":"))
    return start
  }

  /// Returns where the last line starts.
  private mutating func appendPhrase(_ phrase: String, lineStart: Int) -> Int {
    let isShort = phrase.utf8.count <= 60 && phrase.isPlainHeaderText
    guard isShort else { return appendEncodedWords(phrase, lineStart: lineStart) }
    append(UInt8(ascii: " "))
    let isAtoms = phrase.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      .allSatisfy { !$0.isEmpty && $0.allSatisfy(EmailAddress.isAtext) }
    self += (isAtoms ? phrase : phrase.quoted).utf8
    return lineStart
  }

  /// Breaks lines before spaces, except the one before the first word.
  private mutating func appendFolded(_ text: String, lineStart: Int) {
    var start = lineStart
    let spaced = text.isEmpty ? "" : " " + text
    var rest = spaced.utf8[...]
    while !rest.isEmpty {
      let end = rest.drop { $0 == UInt8(ascii: " ") }.firstIndex(of: UInt8(ascii: " ")) ?? rest.endIndex
      if count - start + rest[..<end].count > 78, rest.startIndex > spaced.startIndex {
        appendLineEnd()
        start = count
      }
      self += rest[..<end]
      rest = rest[end...]
    }
  }

  /// RFC 2047, as Q or B, whichever is shorter: words of at most 75 octets in lines of at most 76, each of whole characters.
  /// Returns where the last line starts.
  @discardableResult
  private mutating func appendEncodedWords(_ text: String, lineStart: Int) -> Int {
    let bytes = Array(text.utf8)
    let isQ = bytes.reduce(0) { $0 + $1.widthInQ } <= bytes.widthInBase64
    var start = lineStart
    var done = 0
    while done < bytes.count {
      // Without the space before and `=?UTF-8?Q?` and `?=` around it.
      let room = 76 - (count - start) - 13
      var end = done
      var width = 0
      while end < bytes.count {
        let next = Swift.min(end + bytes[end].scalarLength, bytes.count)
        width = isQ ? width + bytes[end..<next].reduce(0) { $0 + $1.widthInQ } : bytes[done..<next].widthInBase64
        if width > room { break }
        end = next
      }
      if end > done {
        self += (isQ ? " =?UTF-8?Q?" : " =?UTF-8?B?").utf8
        if isQ { appendQ(bytes[done..<end]) } else { appendBase64(bytes[done..<end]) }
        self += "?=".utf8
        done = end
      }
      if done < bytes.count {
        appendLineEnd()
        start = count
      }
    }
    return start
  }

  private mutating func appendQ(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes {
      if byte.widthInQ > 1 {
        appendEscape(byte, sigil: UInt8(ascii: "="))
      } else {
        append(byte == UInt8(ascii: " ") ? UInt8(ascii: "_") : byte)
      }
    }
  }
}

extension String {
  /// Printable ASCII that no reader takes for encoded words, without blanks at the ends, in words short enough to be folded.
  fileprivate var isPlainHeaderText: Bool {
    var word = 0
    var previous: UInt8 = 0
    for byte in utf8 {
      guard 0x20..<0x7f ~= byte, !(byte == UInt8(ascii: "?") && previous == UInt8(ascii: "=")) else { return false }
      word = byte == UInt8(ascii: " ") ? 0 : word + 1
      if word > 64 { return false }
      previous = byte
    }
    return utf8.first != UInt8(ascii: " ") && previous != UInt8(ascii: " ")
  }
}

extension UInt8 {
  /// RFC 2047 section 5 (3): what may stand in an encoded word of a phrase, and so anywhere.
  fileprivate var widthInQ: Int {
    switch self {
    case UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: " "): 1
    default: isAlphanumeric ? 1 : 3
    }
  }
}

extension Collection<UInt8> {
  fileprivate var widthInBase64: Int { (count + 2) / 3 * 4 }
}
