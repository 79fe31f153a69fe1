/// What a reply answers within the mail dialogue (RFC 5321 4.1.1).
public enum Verb: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  case reset = "RSET"
  case mail = "MAIL"
  case recipient = "RCPT"
  case data = "DATA"
  /// The lone dot that ends the content: its reply takes the mail over, or does not.
  case dot = "."

  public var description: String { self == .dot ? "the final dot" : rawValue }

  /// One mail up to its content (RFC 5321 3.3).
  static let envelope: [Verb] = [.mail, .recipient, .data]
  static let envelopeAfterReset: [Verb] = [.reset] + envelope
}
