/// What a tag outside of sections may name.
struct VariableName: Hashable, Comparable, CustomStringConvertible {
  /// `name` or `variables.city`, as in the tag.
  let description: String
  /// The keys that lead to it from the recipient's variables; none for `name`.
  let path: [String]

  init?(_ text: String) {
    let keys = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard text == "name" || keys.count > 1 && keys[0] == "variables" && !keys.contains("") else { return nil }
    description = text
    path = Array(keys.dropFirst())
  }

  static func < (a: Self, b: Self) -> Bool { a.description < b.description }
}
