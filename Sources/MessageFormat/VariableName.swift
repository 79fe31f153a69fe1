/// What a tag outside of sections may name.
struct VariableName: Hashable, Comparable, CustomStringConvertible {
  /// `name` or `variables.city`, as in the tag.
  let description: String
  /// The keys that lead to it from the recipient's variables; none for `name`.
  let path: [String]

  init?(_ text: String) {
    description = text
    guard text != "name" else {
      path = []
      return
    }
    guard text.hasPrefix("variables.") else { return nil }
    let keys = text.utf8.dropFirst(10).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard keys.allSatisfy({ !$0.isEmpty }) else { return nil }
    path = keys.map { String(Substring($0)) }
  }

  static func < (a: Self, b: Self) -> Bool { a.description < b.description }
}
