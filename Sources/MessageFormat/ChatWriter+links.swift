extension ChatWriter {
  /// `[text](address "title")`; the title is left out.
  mutating func link(at start: Int, to end: Int) -> Int? {
    guard let close = source[(start + 1)..<end].firstIndex(where: { $0 == "[" || $0 == "]" }), source[close] == "]", close + 1 < end,
      source[close + 1] == "(", let address = linkAddress(from: close + 2, to: end), let last = linkEnd(after: address, to: end)
    else { return nil }
    if dialect == .slack {
      write("<")
      destination(address)
      write("|")
      inline(start + 1..<close)
      write(">")
    } else {
      write("[")
      inline(start + 1..<close)
      write("](")
      destination(address)
      write(")")
    }
    return last + 1
  }

  /// Up to a blank or the bracket that closes the link; brackets in pairs belong to the address.
  private func linkAddress(from start: Int, to end: Int) -> Range<Int>? {
    var depth = 0
    for index in start..<end {
      switch source[index] {
      case "(": depth += 1
      case ")": depth -= 1
      default: break
      }
      if depth < 0 || source[index] == " " { return index > start ? start..<index : nil }
      // As deep as CommonMark section 6.3 asks for.
      if depth > 32 { return nil }
    }
    return nil
  }

  /// The bracket that closes a link, behind its title if there is one.
  private func linkEnd(after address: Range<Int>, to end: Int) -> Int? {
    guard source[address.upperBound] == " " else { return address.upperBound }
    guard starts(with: " \"", at: address.upperBound), let quote = source[(address.upperBound + 2)..<end].firstIndex(of: "\""),
      quote + 1 < end, source[quote + 1] == ")"
    else { return nil }
    return quote + 1
  }

  /// An author's `<https://example.org>`.
  mutating func bracketed(at start: Int, to end: Int) -> Int? {
    guard ["http://", "https://", "mailto:"].contains(where: { starts(with: $0, at: start + 1) }),
      let close = source[(start + 1)..<end].firstIndex(where: { $0.properties.isWhitespace || "<|>".unicodeScalars.contains($0) }),
      source[close] == ">"
    else { return nil }
    write("<")
    destination(start + 1..<close)
    write(">")
    return close + 1
  }

  /// An address that the chat links by itself, the author's or a variable's: nothing in it is markup.
  mutating func address(at start: Int, to end: Int) -> Int? {
    guard source[start] == "h", output.last?.isWordCharacter != true,
      ["http://", "https://"].contains(where: { starts(with: $0, at: start) })
    else { return nil }
    var last = source[start..<end].firstIndex { !($0.unprotected ?? $0).isAddressCharacter } ?? end
    while let scalar = source[start..<last].last, ".,:;!?_~".unicodeScalars.contains(scalar.unprotected ?? scalar) { last -= 1 }
    for index in start..<last {
      let plain = source[index].unprotected
      if plain == "@" {
        text("@", before: nil)
      } else if dialect == .slack, let entity = (plain ?? source[index]).entity {
        write(entity)
      } else {
        output.append(plain ?? source[index])
      }
    }
    return last
  }

  /// An address in a link. What could end it or be a mention is percent-encoded where a variable brings it.
  private mutating func destination(_ range: Range<Int>) {
    for scalar in source[range] {
      if let plain = scalar.unprotected, "*`[]()<>@|\\".unicodeScalars.contains(plain) {
        write("%" + String(plain.value, radix: 16, uppercase: true))
      } else if dialect == .slack, let entity = (scalar.unprotected ?? scalar).entity {
        write(entity)
      } else {
        output.append(scalar.unprotected ?? scalar)
      }
    }
  }

  private func starts(with text: String, at start: Int) -> Bool { source[start...].starts(with: text.unicodeScalars) }
}

extension Unicode.Scalar {
  fileprivate var isAddressCharacter: Bool {
    isASCII ? isWordCharacter || "-._~/?#=%+&:;,!@$".unicodeScalars.contains(self) : !properties.isWhitespace && !isProtectionMark
  }
}
