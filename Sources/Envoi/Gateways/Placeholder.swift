/// What stands between `{{` and `}}`: `to`, `from or settings.from`, `parts as number`, `if receipt_url`.
struct Placeholder: Sendable {
  /// What is known of a message when its request is made.
  enum Variable: String, Sendable, CaseIterable {
    /// The recipient's number, as the gateway writes numbers.
    case to
    case text
    /// The sender; the message may have none.
    case from
    /// Our reference, the same for each try of a message.
    case id
    /// Where receipts of this message are taken; none where receipts are not.
    case receiptURL = "receipt_url"
    /// What the gateway calls the text's encoding.
    case encoding
    /// How many parts the text has.
    case parts

    var mayLack: Bool { [.from, .receiptURL, .encoding].contains(self) }
  }

  enum Source: Sendable {
    case variable(Variable)
    case setting(String)
  }

  /// The first that has a value counts.
  let sources: [Source]
  /// Writes nothing: only asks whether there is a value.
  let isCondition: Bool
  let isNumber: Bool

  init(_ text: Substring, field: String, settings: [Setting]) throws(InvalidInput) {
    var words = text.split { $0 == " " || $0 == "\n" || $0 == "\t" }.map(String.init)
    isCondition = words.first == "if"
    if isCondition { words.removeFirst() }
    isNumber = words.suffix(2) == ["as", "number"]
    if isNumber { words.removeLast(2) }
    let known = Variable.allCases.map(\.rawValue) + settings.map { "settings.\($0.name)" }
    var sources: [Source] = []
    for (index, word) in words.enumerated() where index % 2 == 0 {
      if let variable = Variable(rawValue: word) {
        sources.append(.variable(variable))
      } else if known.contains(word) {
        sources.append(.setting(String(word.dropFirst("settings.".count))))
      } else {
        let unknown = InvalidInput.unknown(field, word, known: known)
        throw InvalidInput(field, "{{\(word)}} \(unknown.rule)")
      }
    }
    guard words.count % 2 == 1, stride(from: 1, to: words.count, by: 2).allSatisfy({ words[$0] == "or" }) else {
      throw InvalidInput(field, "must be like {{to}}, {{from or settings.from}}, {{parts as number}} or {{if receipt_url}}", "{{\(text)}}")
    }
    self.sources = sources
  }
}
