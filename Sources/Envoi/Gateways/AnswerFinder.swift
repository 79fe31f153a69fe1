/// Takes something out of an answer's body.
enum AnswerFinder: Sendable {
  case json(JSONPath)
  case pattern(Pattern)

  /// `$.sid`, or `{pattern: "id=(\\d+)"}`.
  init(_ tree: JSONTree, path: String) throws(InvalidInput) {
    if case .string(let text) = tree {
      self = .json(try JSONPath(text, field: path))
    } else {
      let fields = try DescriptionFields(tree, path: path, known: ["pattern"])
      self = .pattern(try Pattern(fields.required("pattern"), field: fields.path(of: "pattern")))
    }
  }

  func texts(in body: AnswerBody) -> [String] {
    switch self {
    case .json(let path): path.texts(in: body.json)
    case .pattern(let pattern): pattern.captures(body.text)
    }
  }

  var readsJSON: Bool { if case .json = self { true } else { false } }
}
