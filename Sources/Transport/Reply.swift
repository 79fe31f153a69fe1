/// A relay's reply to one command (RFC 5321 4.2), of one or several lines.
public struct Reply: Sendable, Equatable, CustomStringConvertible {
  /// 200 to 599.
  public let code: Int
  /// Only where its class is that of `code` (RFC 2034 4).
  public let enhanced: EnhancedStatus?
  /// All lines joined by a blank, without the codes, printable. A final 250 often has the relay's queue id here.
  public let text: String

  public init(code: Int, enhanced: EnhancedStatus? = nil, text: String) {
    self.code = code
    self.enhanced = enhanced
    self.text = text
  }

  /// What stands after the code: enhanced status and text.
  public var explanation: String {
    guard let enhanced else { return text }
    return text.isEmpty ? "\(enhanced)" : "\(enhanced) \(text)"
  }

  public var isPositive: Bool { code < 400 }
  public var isTransient: Bool { code / 100 == 4 }
  public var isPermanent: Bool { code / 100 == 5 }

  public var description: String { explanation.isEmpty ? String(code) : "\(code) \(explanation)" }

  /// Whether this is the reply with which a session goes on after `verb`: 354 after DATA, 2xx after the others.
  func advances(_ verb: Verb) -> Bool { code / 100 == (verb == .data ? 3 : 2) }
}
