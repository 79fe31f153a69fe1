internal import Foundation

/// A regular expression of a gateway's description (ICU's syntax); `^` and `$` are the ends of the text.
struct Pattern: Sendable {
  let source: String
  private let expression: NSRegularExpression

  init(_ source: String, field: String) throws(InvalidInput) {
    do { expression = try NSRegularExpression(pattern: source) } catch {
      throw InvalidInput(field, "must be a regular expression", source)
    }
    self.source = source
  }

  func matches(_ text: String) -> Bool { expression.firstMatch(in: text, range: text.whole) != nil }

  func matchesWhole(_ text: String) -> Bool {
    expression.matches(in: text, options: .anchored, range: text.whole).contains { $0.range == text.whole }
  }

  /// What its first group that took part, or without groups the whole of it, matched: each time.
  func captures(_ text: String) -> [String] {
    expression.matches(in: text, range: text.whole).compactMap { match in
      let groups = match.numberOfRanges > 1 ? 1..<match.numberOfRanges : 0..<1
      return groups.lazy.compactMap { Range(match.range(at: $0), in: text) }.first.map { String(text[$0]) }
    }
  }
}

extension String {
  fileprivate var whole: NSRange { NSRange(location: 0, length: utf16.count) }
}
