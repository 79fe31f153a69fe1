/// Turns a regular expression over digits into instructions, whose distances count from themselves: they can be put anywhere.
struct DigitPatternParser {
  typealias Program = [DigitPattern.Instruction]

  private var rest: Substring.UTF8View

  init(_ source: Substring) { rest = source.utf8 }

  mutating func alternatives() -> Program {
    let first = sequence()
    guard take("|") else { return first }
    let others = alternatives()
    return [.split(first.count + 2)] + first + [.jump(others.count + 1)] + others
  }

  private mutating func sequence() -> Program {
    var program: Program = []
    while let byte = rest.first, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      let item = item()
      let times = repetition()
      for _ in 0..<times.lowerBound { program += item }
      for left in stride(from: times.count - 1, to: 0, by: -1) { program += [.split(left * (item.count + 1))] + item }
    }
    return program
  }

  private mutating func item() -> Program {
    switch rest.removeFirst() {
    case UInt8(ascii: "$"): return [.end]
    case UInt8(ascii: "["): return [.digit(set())]
    case UInt8(ascii: "\\"):
      take("d")
      return [.digit(0x3ff)]
    case UInt8(ascii: "("):
      let captures = !take("?")
      take(":")
      let program = alternatives()
      take(")")
      return captures ? [.open] + program + [.close] : program
    case let digit: return [.digit(1 << (digit & 15))]
    }
  }

  /// A class, after its bracket.
  private mutating func set() -> UInt16 {
    var set: UInt16 = 0
    while !rest.isEmpty, !take("]") {
      if take("\\") {
        take("d")
        set |= 0x3ff
        continue
      }
      let first = rest.removeFirst() & 15
      let last = take("-") ? (rest.popFirst() ?? 0) & 15 : first
      for digit in first...max(first, last) { set |= 1 << digit }
    }
    return set
  }

  private mutating func repetition() -> ClosedRange<Int> {
    if take("?") { return 0...1 }
    guard take("{") else { return 1...1 }
    let least = number()
    let most = take(",") ? number() : least
    take("}")
    return least...max(least, most)
  }

  private mutating func number() -> Int {
    var number = 0
    while let byte = rest.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte {
      number = number * 10 + Int(byte & 15)
      rest.removeFirst()
    }
    return number
  }

  @discardableResult
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }
}
