/// A value that a gateway's description asks the operator for.
public struct Setting: Sendable {
  public let name: String
  /// What it is and where it is found, for the operator.
  public let about: String
  /// It is sealed, and seen nowhere.
  public let isSecret: Bool
  public let isRequired: Bool
  public let `default`: String?
  /// What it must match as a whole, as it was written; nil: any line.
  public var pattern: String? { rule?.source }
  let rule: Pattern?

  init(_ tree: JSONTree, name: String, path: String) throws(InvalidInput) {
    guard name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil else {
      throw InvalidInput(path, "must be named with small letters, digits and _", name)
    }
    let fields = try DescriptionFields(tree, path: path, known: ["about", "secret", "default", "required", "pattern"])
    self.name = name
    about = try fields.required("about")
    isSecret = try fields.bool("secret")
    isRequired = try fields.bool("required")
    `default` = try fields.string("default")
    rule = try fields.string("pattern").map { text throws(InvalidInput) in try Pattern(text, field: fields.path(of: "pattern")) }
    guard `default` == nil || !isRequired else { throw InvalidInput(path, "has a default: it cannot be required too") }
    guard `default` == nil || !isSecret else { throw InvalidInput(path, "is secret: it cannot have a default") }
    if let `default` { try check(`default`, field: fields.path(of: "default")) }
  }

  /// Whether it has a value with every operator.
  var isSure: Bool { isRequired || `default` != nil }

  func check(_ value: String, field: String) throws(InvalidInput) {
    let shown = isSecret ? nil : value
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw InvalidInput(field, "must be one line without control characters", shown)
    }
    if let rule, !rule.matchesWhole(value) { throw InvalidInput(field, "must match \(rule.source) (\(about))", shown) }
  }
}
