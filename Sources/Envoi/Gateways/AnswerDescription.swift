/// How the gateway's answers are read.
struct AnswerDescription: Sendable {
  private static let mostIDs = 255
  private static let longestID = 100
  static let fields = ["success", "id", "says", "answers"]

  private let success: AnswerTest?
  private let id: AnswerFinder?
  private let says: AnswerFinder?
  private let rules: [AnswerRule]
  private let readsJSON: Bool

  init(_ fields: DescriptionFields) throws(InvalidInput) {
    func finder(_ name: String) throws(InvalidInput) -> AnswerFinder? {
      try fields[name].map { tree throws(InvalidInput) in try AnswerFinder(tree, path: fields.path(of: name)) }
    }
    success = try fields.fields("success", known: AnswerTest.fields).map { fields throws(InvalidInput) in try AnswerTest(fields) }
    id = try finder("id")
    says = try finder("says")
    var rules: [AnswerRule] = []
    switch fields["answers"] {
    case nil: break
    case .list(let list):
      for (index, tree) in list.enumerated() { rules.append(try AnswerRule(tree, path: "\(fields.path(of: "answers"))[\(index)]")) }
    case let tree?: throw InvalidInput(fields.path(of: "answers"), "must be a list", tree.summary)
    }
    self.rules = rules
    readsJSON = [success?.readsJSON, id?.readsJSON, says?.readsJSON].contains(true) || rules.contains { $0.test.readsJSON }
  }

  func body(_ bytes: [UInt8]) -> AnswerBody { AnswerBody(bytes, readsJSON: readsJSON) }

  /// The success test first, then the rules in their order, then what HTTP says (RFC 9110 15).
  func meaning(_ status: Int, _ body: AnswerBody) -> AnswerRule.Meaning {
    let result = success?.body?.result(body) ?? .yes
    let isSuccess = success?.statuses == nil ? (200...299).contains(status) : success?.includes(status) == true
    if isSuccess {
      if result == .yes { return .accepted }
      // Some parts went out and others did not.
      if result == .partly { return .inDoubt }
    }
    if let rule = rules.first(where: { $0.matches(status, body) }) { return rule.meaning }
    switch status {
    case 200...299: return isSuccess && result == .no ? .deferred : .inDoubt
    case 300...399, 401, 402, 403, 404, 405, 407, 410: return .account
    case 408, 425: return .deferred
    case 429: return .throttled
    case 400...499: return .message
    // A proxy that waited in vain: it may have been taken.
    case 504: return .inDoubt
    default: return .deferred
    }
  }

  /// The gateway's ids, one a part, with blanks between; at most as many and as long as a row can keep.
  ///
  /// - Parameter isWhole: false where a part was refused: one more stands for it, of which no receipt will come.
  func remoteID(_ body: AnswerBody, isWhole: Bool) -> String? {
    guard let ids = id?.texts(in: body).filter({ !$0.isEmpty }), !ids.isEmpty else { return nil }
    let kept = ids.prefix(Self.mostIDs).map {
      String(AnswerText.printable($0, limit: Self.longestID).unicodeScalars.map { $0 == " " ? "_" : Character($0) })
    }
    return (kept + (isWhole ? [] : ["-"])).joined(separator: " ")
  }

  /// What was said: of the body the part that is meant for people. JSON that says yes has nothing more to say.
  func said(_ body: AnswerBody, isYes: Bool) -> String {
    if let texts = says?.texts(in: body), !texts.isEmpty { return texts.joined(separator: "; ") }
    return isYes && body.json != nil ? "accepted" : body.text
  }
}
