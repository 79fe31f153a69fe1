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
    let keys = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { String(Substring($0)) }
    guard keys.count > 1, keys[0] == "variables", !keys.contains("") else { return nil }
    path = Array(keys.dropFirst())
  }

  static func < (a: Self, b: Self) -> Bool { a.description < b.description }
}
