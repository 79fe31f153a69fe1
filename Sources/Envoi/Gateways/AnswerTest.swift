/// Which answers are meant: by HTTP status, by body, or by both.
struct AnswerTest: Sendable {
  static let fields = ["status", "pattern", "json", "equals"]

  /// nil: any.
  let statuses: [ClosedRange<Int>]?
  /// nil: any.
  let body: BodyTest?

  init(_ fields: DescriptionFields) throws(InvalidInput) {
    statuses = try fields.texts("status").map { texts throws(InvalidInput) in
      var ranges: [ClosedRange<Int>] = []
      for text in texts {
        if let status = Int(text), (100...599).contains(status) {
          ranges.append(status...status)
        } else if text.count == 3, text.hasSuffix("xx"), let hundreds = Int(text.prefix(1)), (1...5).contains(hundreds) {
          ranges.append(hundreds * 100...hundreds * 100 + 99)
        } else {
          throw InvalidInput(fields.path(of: "status"), "must be HTTP statuses like 202 or \"4xx\"", text)
        }
      }
      return ranges
    }
    let values = try fields.texts("equals")
    if let path = try fields.string("json") {
      guard fields["pattern"] == nil else { throw InvalidInput(fields.path(of: "pattern"), "cannot stand beside json") }
      body = .json(try JSONPath(path, field: fields.path(of: "json")), equals: values)
    } else {
      guard values == nil else { throw InvalidInput(fields.path(of: "equals"), "needs json beside it: the path of what is compared") }
      body = try fields.string("pattern").map { text throws(InvalidInput) in
        .pattern(try Pattern(text, field: fields.path(of: "pattern")))
      }
    }
    guard statuses != nil || body != nil else { throw InvalidInput(fields.path(of: "status"), "must be given, or pattern, or json") }
  }

  func includes(_ status: Int) -> Bool { statuses?.contains { $0.contains(status) } ?? true }

  var readsJSON: Bool { if case .json = body { true } else { false } }
}
