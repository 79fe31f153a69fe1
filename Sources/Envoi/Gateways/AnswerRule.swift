/// One of `answers`: what an answer means that is no success.
struct AnswerRule: Sendable {
  enum Meaning: String, Sendable, CaseIterable {
    case accepted, deferred, recipient, message, account, throttled
    case inDoubt = "in_doubt"
  }

  let test: AnswerTest
  let meaning: Meaning

  init(_ tree: JSONTree, path: String) throws(InvalidInput) {
    let fields = try DescriptionFields(tree, path: path, known: AnswerTest.fields + ["is"])
    test = try AnswerTest(fields)
    guard let meaning = try fields.choice("is", of: Meaning.self) else {
      throw InvalidInput(fields.path(of: "is"), "must be given: \(Meaning.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self.meaning = meaning
  }

  func matches(_ status: Int, _ body: AnswerBody) -> Bool {
    guard test.includes(status) else { return false }
    return switch test.body?.result(body) {
    case nil, .yes, .partly: true
    case .no, .absent: false
    }
  }
}
