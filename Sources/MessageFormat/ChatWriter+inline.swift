extension ChatWriter {
  mutating func inline(_ range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound { index = item(at: index, to: range.upperBound) }
  }

  /// Writes what begins here; where it ends.
  private mutating func item(at start: Int, to end: Int) -> Int {
    let scalar = source[start]
    let next = start + 1 < end ? source[start + 1] : nil
    if let address = address(at: start, to: end) { return address }
    if let plain = scalar.unprotected {
      text(plain, before: next)
      return start + 1
    }
    switch scalar {
    case "\\":
      guard let next, next.isASCII, next.properties.generalCategory.isPunctuation else {
        // A variable's character is escaped by itself.
        text(scalar, before: next)
        return start + 1
      }
      if dialect == .mattermost { write("\\\(next)") } else { text(next, before: start + 2 < end ? source[start + 2] : nil) }
      return start + 2
    case "`": return codeSpan(at: start, to: end) ?? literal(run(at: start, to: end), to: end)
    case "*", "_", "~": return styled(at: start, to: end) ?? literal(run(at: start, to: end), to: end)
    case "[": return link(at: start, to: end) ?? literal(start..<start + 1, to: end)
    case "!" where next == "[" && dialect == .slack:
      if let link = link(at: start + 1, to: end) { return link }
    case "<":
      if let link = bracketed(at: start, to: end) { return link }
    case "@":
      if let mention = mention(at: start, to: end) { return mention }
    default: break
    }
    author(scalar)
    return start + 1
  }

  /// A character that the author means as it is.
  private mutating func author(_ scalar: Unicode.Scalar) {
    if dialect == .slack, let entity = scalar.entity { write(entity) } else { output.append(scalar) }
  }

  /// Delimiters that delimit nothing. Mattermost reads them as the author wrote them.
  private mutating func literal(_ range: Range<Int>, to end: Int) -> Int {
    for index in range {
      if dialect == .mattermost {
        output.append(source[index])
      } else {
        text(source[index], before: index + 1 < end ? source[index + 1] : nil)
      }
    }
    return range.upperBound
  }

  private mutating func codeSpan(at start: Int, to end: Int) -> Int? {
    let open = run(at: start, to: end)
    guard let close = closing(open, from: open.upperBound, to: end) else { return nil }
    let mark = dialect == .mattermost ? String(repeating: "`", count: open.count) : "`"
    write(mark)
    code(open.upperBound..<close)
    write(mark)
    return close + open.count
  }

  /// Bold, italic or struck text.
  private mutating func styled(at start: Int, to end: Int) -> Int? {
    let run = run(at: start, to: end)
    let count = min(run.count, 2)
    guard run.count <= (source[start] == "~" ? 2 : 3), source[start] != "~" || count == 2, run.upperBound < end,
      !source[run.upperBound].properties.isWhitespace,
      source[start] != "_" || start == 0 || !source[start - 1].isWordCharacter,
      let close = closing(start..<start + count, from: run.upperBound, to: end)
    else { return nil }
    let style: ChatDialect.Style = source[start] == "~" ? .strike : count == 2 ? .bold : .italic
    let mark = style == .bold && isBold ? "" : dialect.mark(style, written: String(String.UnicodeScalarView(source[start..<start + count])))
    write(mark)
    inline(start + count..<close)
    write(mark)
    return close + count
  }

  /// Where a delimiter is closed: by a run as long, or by the end of one of three; nil if it is not.
  private mutating func closing(_ delimiter: Range<Int>, from first: Int, to end: Int) -> Int? {
    let scalar = source[delimiter.lowerBound]
    let key = String(repeating: Character(scalar), count: delimiter.count)
    guard !unclosed.contains(key) else { return nil }
    var index = first
    while index < end {
      let run = run(at: index, to: end)
      switch source[index] {
      case "\\" where scalar != "`":
        index += 2
        continue
      // Code binds tighter.
      case "`" where scalar != "`":
        index = closing(run, from: run.upperBound, to: end).map { $0 + run.count } ?? run.upperBound
        continue
      default: index = run.upperBound
      }
      guard source[run.lowerBound] == scalar else { continue }
      if scalar == "`" {
        guard run.count == delimiter.count else { continue }
        return run.lowerBound
      }
      guard run.count == delimiter.count || run.count == 3, !source[run.lowerBound - 1].properties.isWhitespace else { continue }
      if scalar == "_", index < source.count, source[index].isWordCharacter { continue }
      return run.upperBound - delimiter.count
    }
    // Further on there is nothing either, unless this was the inside of something.
    if end == source.count || source[end] == "\n" { unclosed.insert(key) }
    return nil
  }

  /// An author's `@channel` and its like. Where a part of the word comes from a variable it calls nobody.
  private mutating func mention(at start: Int, to end: Int) -> Int? {
    let word = source[(start + 1)..<end].prefix { $0.isWordCharacter || $0 == "_" || $0 == "-" }
    guard output.last?.isWordCharacter != true, let mention = dialect.mention(String(String.UnicodeScalarView(word))) else { return nil }
    let isOwn = !isVariable[word.startIndex..<word.endIndex].contains(true)
    write(isOwn ? mention : "@\u{200b}")
    return isOwn ? word.endIndex : word.startIndex
  }
}

extension Unicode.GeneralCategory {
  fileprivate var isPunctuation: Bool {
    switch self {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .otherPunctuation, .mathSymbol, .modifierSymbol: true
    default: false
    }
  }
}
