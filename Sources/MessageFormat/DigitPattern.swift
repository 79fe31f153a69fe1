/// A regular expression over digits, as libphonenumber writes them: digits, `\d`, classes, alternatives, groups, `?`, `{n}`, `{n,m}`, `$`.
///
/// A program for a small backtracking machine with the preferences of Perl: a whole phone number takes one or two microseconds.
/// Patterns are data of this package, none comes from outside: what cannot be read matches nothing.
struct DigitPattern: Sendable {
  enum Instruction {
    /// One digit of a set, bit n for digit n.
    case digit(UInt16)
    /// Goes on behind itself, and from there if that leads nowhere.
    case split(Int)
    case jump(Int)
    case open, close
    /// The text has to end here.
    case end
  }

  struct Match {
    var end = 0
    /// What stands in the one group that captures, where it took part.
    var group: Range<Int>?
  }

  private let program: [Instruction]

  init(_ source: Substring) {
    var parser = DigitPatternParser(source)
    program = parser.alternatives()
  }

  /// The match at the start of ASCII digits.
  func prefix(of digits: [UInt8]) -> Match? { run(digits, at: 0, from: 0, Match(), whole: false) }

  func matches(_ digits: [UInt8]) -> Bool { run(digits, at: 0, from: 0, Match(), whole: true) != nil }

  private func run(_ digits: [UInt8], at start: Int, from first: Int, _ found: Match, whole: Bool) -> Match? {
    var (position, next, match) = (start, first, found)
    while next < program.count {
      switch program[next] {
      case .digit(let set):
        guard position < digits.count, set & 1 << (digits[position] & 15) != 0 else { return nil }
        position += 1
      case .split(let distance):
        if let match = run(digits, at: position, from: next + 1, match, whole: whole) { return match }
        next += distance - 1
      case .jump(let distance): next += distance - 1
      case .open: match.group = position..<position
      case .close: match.group = match.group.map { $0.lowerBound..<position }
      case .end: guard position == digits.count else { return nil }
      }
      next += 1
    }
    match.end = position
    return whole && position != digits.count ? nil : match
  }
}
