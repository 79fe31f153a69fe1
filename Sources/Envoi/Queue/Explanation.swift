public import Postgres

/// A sentence on why a row has not left, when it will, or what became of it. It describes itself for a shell; the admin has its own words.
public struct Explanation: Sendable, CustomStringConvertible {
  public enum Value: Sendable {
    case text(String)
    case time(Timestamp)
    case number(Int)
    case reason(Reason)
    case channel(Channel)
  }

  public let kind: Kind
  /// What stands in braces in its sentence.
  public let values: [String: Value]
  /// What a relay or a worker said of it, for the end of the sentence.
  public let quotation: String?

  init(_ kind: Kind, _ values: [String: Value] = [:], quoting quotation: String? = nil) {
    (self.kind, self.values, self.quotation) = (kind, values, quotation)
  }

  public var description: String {
    let sentence = values.reduce(kind.sentence) { $0.replacing("{\($1.key)}", with: $1.value.text) }
    return quotation.map { "\(sentence): \($0)" } ?? sentence
  }
}

extension Explanation.Value {
  fileprivate var text: String {
    switch self {
    case .text(let text): text
    case .time(let time): time.description
    case .number(let number): "\(number)"
    case .reason(let reason): reason.rawValue
    case .channel(let channel): channel.rawValue
    }
  }
}
