/// What is asked of an answer's body.
enum BodyTest: Sendable {
  case pattern(Pattern)
  /// nil: that there is something.
  case json(JSONPath, equals: [String]?)

  enum Result {
    case yes
    /// Some of what the path found, as with several parts.
    case partly
    case no
    /// There is nothing that could be compared.
    case absent
  }

  func result(_ body: AnswerBody) -> Result {
    switch self {
    case .pattern(let pattern): return pattern.matches(body.text) ? .yes : .absent
    case .json(let path, let values):
      let found = path.texts(in: body.json)
      guard !found.isEmpty else { return .absent }
      guard let values else { return .yes }
      let equal = found.count { values.contains($0) }
      return equal == found.count ? .yes : equal > 0 ? .partly : .no
    }
  }
}
