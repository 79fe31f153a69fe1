/// A way into a JSON document, in the part of RFC 9535 that names members, elements and all of them:
/// `$.messages[*].status`, `$['a-b'][0]`.
struct JSONPath: Sendable {
  private enum Step: Sendable {
    case member(String)
    case element(Int)
    case all
  }

  private let steps: [Step]

  init(_ text: String, field: String) throws(InvalidInput) {
    func refused() -> InvalidInput {
      InvalidInput(field, "must be a JSON path like $.messages[*].status, $[0].id or $['a-b']", text)
    }
    guard text.first == "$" else { throw refused() }
    var steps: [Step] = []
    var rest = text.dropFirst()
    while let sign = rest.popFirst() {
      switch sign {
      case "." where rest.first == "*":
        rest.removeFirst()
        steps.append(.all)
      case ".":
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        guard let first = name.first, !first.isNumber else { throw refused() }
        rest = rest.dropFirst(name.count)
        steps.append(.member(String(name)))
      case "[":
        guard let end = rest.firstIndex(of: "]") else { throw refused() }
        let inside = rest[..<end]
        rest = rest[rest.index(after: end)...]
        if inside == "*" {
          steps.append(.all)
        } else if let index = Int(inside), index >= 0 {
          steps.append(.element(index))
        } else if let quote = inside.first, quote == "'" || quote == "\"", inside.count > 2, inside.last == quote {
          steps.append(.member(String(inside.dropFirst().dropLast())))
        } else {
          throw refused()
        }
      default: throw refused()
      }
    }
    self.steps = steps
  }

  /// Each scalar found, as text; nothing for null.
  /// - Parameter document: what JSONSerialization gives; nil: none.
  func texts(in document: Any?) -> [String] {
    guard let document else { return [] }
    var found = [document]
    for step in steps {
      switch step {
      case .member(let name): found = found.compactMap { ($0 as? [String: Any])?[name] }
      case .element(let index): found = found.compactMap { ($0 as? [Any]).flatMap { $0.indices.contains(index) ? $0[index] : nil } }
      case .all: found = found.flatMap { $0 as? [Any] ?? ($0 as? [String: Any]).map { Array($0.values) } ?? [] }
      }
    }
    return found.compactMap(JSONScalar.text)
  }
}
