extension ChatDialect {
  /// Posts of at most `limit` characters, the dialect's own where it is nil, that say the text together.
  ///
  /// Cut between paragraphs where that is possible, else between lines, else at a blank, else between characters as people see them; only
  /// a single character longer than the limit makes a longer post. Counted in UTF-16 units, the most that any of the chats counts. A fence
  /// that is cut is closed and opened again. White space at a cut is left out.
  public func split(_ text: String, limit: Int? = nil) -> [String] {
    let limit = max(limit ?? self.limit, 1)
    // What closes a fence has to fit too, whether or not there will be one; in a tiny post there is no room for fences.
    let closing = text.contains("```") ? "\n```" : ""
    var posts: [String] = []
    var rest = text[...]
    var fence: Substring?
    while true {
      let opening = fence.map { "\($0)\n" } ?? ""
      let room = limit - opening.utf16.count - closing.utf16.count
      let isRoomy = room > limit / 2
      guard opening.utf16.count + rest.utf16.count > limit else {
        posts.append(opening + rest)
        return posts
      }
      let end = cut(rest, units: isRoomy ? room : limit, isCode: fence != nil)
      let post = rest[..<end]
      fence = isRoomy ? Self.fence(after: post, within: fence) : nil
      posts.append((isRoomy ? opening : "") + post + (fence == nil ? "" : closing))
      rest = rest[end...]
      // Inside a fence only the line end goes; blanks there mean something.
      if fence != nil, rest.first?.isNewline == true { rest.removeFirst() }
      if fence != nil, rest.hasPrefix("```") {
        rest = rest.drop { !$0.isNewline }
        fence = nil
      }
      if fence == nil { rest = rest.drop(while: \.isWhitespace) }
      if rest.isEmpty { return posts }
    }
  }

  /// Where a text that is too long is cut.
  private func cut(_ text: Substring, units: Int, isCode: Bool) -> Substring.Index {
    // The last boundary of a character that is not beyond the limit, and behind the first character in any case.
    var end = text.startIndex
    var count = 0
    while end < text.endIndex {
      count += text[end].utf16.count
      if count > units, end > text.startIndex { break }
      text.formIndex(after: &end)
    }
    let window = text[..<end]
    // A cut that leaves next to nothing is none.
    func isWorthwhile(_ index: Substring.Index) -> Bool { window[..<index].contains { !$0.isWhitespace } }
    if let paragraph = window.ranges(of: "\n\n").last?.lowerBound, !isCode, isWorthwhile(paragraph) { return paragraph }
    if end < text.endIndex, text[end].isNewline { return end }
    if let line = window.lastIndex(where: \.isNewline), isWorthwhile(line) { return line }
    if end < text.endIndex, text[end] == " ", !isInControl(window) { return end }
    if let blank = window.indices.last(where: { window[$0] == " " && !isInControl(window[..<$0]) }), isWorthwhile(blank) { return blank }
    let control = [unclosed("<", until: ">", in: window), unclosed("&", until: ";", in: window)].compactMap { $0 }.min()
    return control.map { $0 > text.startIndex ? $0 : end } ?? end
  }

  private func isInControl(_ text: Substring) -> Bool { unclosed("<", until: ">", in: text) != nil }

  /// Slack's `<...>` and `&...;` mean something only as a whole: where one begins that does not end.
  private func unclosed(_ first: Character, until last: Character, in text: Substring) -> Substring.Index? {
    guard self == .slack, let start = text.lastIndex(of: first) else { return nil }
    return text[start...].contains(last) ? nil : start
  }

  /// The line that opened the fence which is open after the text, nil where none is.
  private static func fence(after text: Substring, within fence: Substring?) -> Substring? {
    text.split(separator: "\n").reduce(fence) { open, line in
      guard line.hasPrefix("```") else { return open }
      return open == nil ? line : nil
    }
  }
}
