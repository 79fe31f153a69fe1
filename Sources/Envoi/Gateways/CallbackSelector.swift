/// Where a callback says something: `MessageSid`, a field of its query, form or JSON object alike; or `$.data.id`, a JSON path.
enum CallbackSelector: Sendable {
  case field(String)
  case path(JSONPath)

  init(_ text: String, field: String) throws(InvalidInput) {
    self = text.hasPrefix("$") ? .path(try JSONPath(text, field: field)) : .field(text)
  }
}

extension DescriptionFields {
  func selector(_ name: String) throws(InvalidInput) -> CallbackSelector? {
    try string(name).map { text throws(InvalidInput) in try CallbackSelector(text, field: path(of: name)) }
  }

  func requiredSelector(_ name: String) throws(InvalidInput) -> CallbackSelector {
    try CallbackSelector(required(name), field: path(of: name))
  }
}
