/// Writes a text in Markdown, rendered for one recipient, as a dialect has it: line by line, for no chat styles across lines.
///
/// Marks (see `Unicode.Scalar.unprotected`) are characters of variables; whatever else the text has is its author's.
struct ChatWriter {
  let dialect: ChatDialect
  let source: [Unicode.Scalar]
  /// Which of them come from a variable, letters too.
  let isVariable: [Bool]
  var output = String.UnicodeScalarView()
  /// A heading is bold already.
  var isBold = false
  /// Delimiters that are not closed in what is left of the line.
  var unclosed: Set<String> = []

  static func written(_ text: String, for dialect: ChatDialect) -> String {
    var source: [Unicode.Scalar] = []
    var isVariable: [Bool] = []
    var isInside = false
    for scalar in text.unicodeScalars {
      if scalar == .edge {
        isInside.toggle()
      } else {
        source.append(scalar)
        isVariable.append(isInside)
      }
    }
    var writer = ChatWriter(dialect: dialect, source: source, isVariable: isVariable)
    writer.lines()
    return String(writer.output)
  }

  private mutating func lines() {
    var fence: Range<Int>?
    var start = 0
    while start < source.count {
      let end = source[start...].firstIndex(of: "\n") ?? source.count
      let text = start + blanks(from: start, to: end)
      if let open = fence {
        if let close = self.fence(at: text, to: end), source[close].starts(with: source[open]), close.upperBound == end {
          write(fenceMark(open))
          fence = nil
        } else {
          code(start..<end)
        }
      } else if let open = self.fence(at: text, to: end) {
        fence = open
        write(fenceMark(open))
        if dialect != .slack { code(open.upperBound..<end) }
      } else {
        line(start..<end)
      }
      if end < source.count { write("\n") }
      start = end + 1
    }
    if let fence { write((output.last == "\n" ? "" : "\n") + fenceMark(fence)) }
  }

  /// Three or more backticks or tildes.
  private func fence(at start: Int, to end: Int) -> Range<Int>? {
    guard start < end, source[start] == "`" || source[start] == "~" else { return nil }
    let run = run(at: start, to: end)
    return run.count >= 3 && !source[run.upperBound..<end].contains("`") ? run : nil
  }

  /// Never tildes: a variable may have some, and has no backticks in code.
  private func fenceMark(_ open: Range<Int>) -> String { String(repeating: "`", count: dialect == .mattermost ? open.count : 3) }

  /// Quotes, bullets and headings, then what is styled in the line.
  private mutating func line(_ range: Range<Int>) {
    unclosed = []
    var start = range.lowerBound
    let end = range.upperBound
    func isFollowedByBlank(_ index: Int) -> Bool { index + 1 < end && source[index + 1] == " " }
    while start < end {
      switch source[start] {
      case " ", "\t", ">": output.append(source[start])
      case "-", "*", "+":
        guard isFollowedByBlank(start) else { return inline(start..<end) }
        output.append(dialect == .slack ? "•" : dialect == .rocketchat ? "-" : source[start])
      case "#":
        let marks = run(at: start, to: end)
        guard marks.count <= 6, isFollowedByBlank(marks.upperBound - 1) else { return inline(start..<end) }
        return heading(marks, text: marks.upperBound + blanks(from: marks.upperBound, to: end)..<end)
      default: return inline(start..<end)
      }
      start += 1
    }
  }

  /// Slack has no headings, Rocket.Chat four levels.
  private mutating func heading(_ marks: Range<Int>, text: Range<Int>) {
    guard dialect == .slack else {
      write(String(repeating: "#", count: min(marks.count, dialect == .rocketchat ? 4 : 6)) + " ")
      return inline(text)
    }
    guard !text.isEmpty else { return }
    write("*")
    isBold = true
    inline(text)
    isBold = false
    write("*")
  }

  mutating func write(_ text: String) { output += text.unicodeScalars }

  /// How many of the same character stand in a row.
  func run(at start: Int, to end: Int) -> Range<Int> { start..<(source[start..<end].firstIndex { $0 != source[start] } ?? end) }

  private func blanks(from start: Int, to end: Int) -> Int {
    source[start..<end].prefix { $0 == " " || $0 == "\t" }.count
  }
}
