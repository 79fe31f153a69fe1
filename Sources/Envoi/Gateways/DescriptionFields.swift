/// An object of a gateway's description, its fields taken by name and type. Errors name the path, as in `--gateway: request.url`.
struct DescriptionFields {
  let members: [JSONTree.Member]
  private let path: String
  private let isRoot: Bool

  /// - Parameters:
  ///   - path: of the root what the file is called.
  ///   - known: the fields that it may have; nil: any.
  init(_ tree: JSONTree, path: String, known: [String]? = nil, isRoot: Bool = false) throws(InvalidInput) {
    guard case .object(let members) = tree else { throw InvalidInput(path, "must be an object", tree.summary) }
    (self.members, self.path, self.isRoot) = (members, path, isRoot)
    guard let known else { return }
    for name in members.map(\.name) where !known.contains(name) { throw InvalidInput.unknown(self.path(of: name), name, known: known) }
  }

  func path(of name: String) -> String { isRoot ? "\(path): \(name)" : "\(path).\(name)" }

  /// Nil where it is missing or null.
  subscript(name: String) -> JSONTree? {
    guard let tree = members.first(where: { $0.name == name })?.value, tree != .null else { return nil }
    return tree
  }

  func string(_ name: String) throws(InvalidInput) -> String? {
    guard let tree = self[name] else { return nil }
    guard case .string(let text) = tree else { throw InvalidInput(path(of: name), "must be a string", tree.summary) }
    return text
  }

  func required(_ name: String) throws(InvalidInput) -> String {
    guard let text = try string(name), !text.isEmpty else { throw InvalidInput(path(of: name), "must be given") }
    return text
  }

  func bool(_ name: String) throws(InvalidInput) -> Bool {
    guard let tree = self[name] else { return false }
    guard case .bool(let bool) = tree else { throw InvalidInput(path(of: name), "must be true or false", tree.summary) }
    return bool
  }

  func integer(_ name: String, in range: ClosedRange<Int>) throws(InvalidInput) -> Int? {
    guard let tree = self[name] else { return nil }
    guard case .integer(let integer) = tree, range.contains(integer) else {
      throw InvalidInput(path(of: name), "must be a whole number from \(range.lowerBound) to \(range.upperBound)", tree.summary)
    }
    return integer
  }

  /// Scalars as text: one, or a list of them.
  func texts(_ name: String) throws(InvalidInput) -> [String]? {
    guard let tree = self[name] else { return nil }
    let list = if case .list(let list) = tree { list } else { [tree] }
    let texts = list.compactMap(\.text)
    guard texts.count == list.count, !texts.isEmpty else {
      throw InvalidInput(path(of: name), "must be a string, a number, true or false, or a list of them", tree.summary)
    }
    return texts
  }

  /// A span of time, like `30s` or `72h`, in seconds.
  func seconds(_ name: String) throws(InvalidInput) -> Int? {
    guard let tree = self[name] else { return nil }
    return try DurationText.seconds(tree.text ?? tree.summary, field: path(of: name))
  }

  func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, of: Choice.Type) throws(InvalidInput) -> Choice?
  where Choice.RawValue == String {
    guard let text = try string(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      throw InvalidInput(path(of: name), "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))", text)
    }
    return choice
  }

  func fields(_ name: String, known: [String]? = nil) throws(InvalidInput) -> DescriptionFields? {
    guard let tree = self[name] else { return nil }
    return try DescriptionFields(tree, path: path(of: name), known: known)
  }
}

extension InvalidInput {
  /// A name that is none of the `known` ones.
  static func unknown(_ field: String, _ name: String, known: some Collection<String>) -> InvalidInput {
    if let meant = name.closest(of: known) { return InvalidInput(field, "is unknown; did you mean \(meant)?") }
    return InvalidInput(field, "is unknown; \(known.isEmpty ? "there are none" : "known are \(known.sorted().joined(separator: ", "))")")
  }
}
