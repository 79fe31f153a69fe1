/// What a callback says, wherever it says it.
struct CallbackFields {
  /// Body before query.
  private let fields: [FormField]
  private let json: Any?

  init(_ callback: Callback) throws(CallbackRefusal) {
    json = try callback.json()
    fields = callback.form + callback.query
  }

  func text(_ selector: CallbackSelector) -> String? {
    let text: String? =
      switch selector {
      case .path(let path): path.texts(in: json).first
      case .field(let name): (json as? [String: Any])?[name].flatMap(JSONScalar.text) ?? fields.first { $0.name == name }?.value
      }
    return text.flatMap { $0.isEmpty ? nil : $0 }
  }
}
